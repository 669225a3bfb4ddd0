import type { DuckDBConnection } from '@duckdb/node-api';
import type { CaptureReport } from '../../shared/capture.ts';
import { StoreError } from '../../shared/errors.ts';
import type { RunLedger } from '../../shared/ports.ts';
import type { EndOfInput, LedgerSpan, OpenRun, RunGeneration, RunRecord } from '../../shared/run.ts';
import type { CaptureWatch } from './capture-watch.ts';
import { takeReport } from './captures.ts';
import { settleRuns } from './completion.ts';
import type { Database } from './database.ts';
import { forgetMisfits } from './forget-misfits.ts';
import { readSpans } from './ledger-spans.ts';
import { openRun } from './open-run.ts';
import { RememberedReads } from './remembered-reads.ts';
import { rowsOf } from './rows.ts';
import { type RunKey, readRun, requireRun } from './run-rows.ts';

/** The runs and their ledger in the store itself; each call is one transaction. Unknown runs are `RUN_NOT_FOUND`. */
export class DuckDbLedger implements RunLedger {
  readonly #database: Database;
  readonly #watch: CaptureWatch;
  readonly #records: RememberedReads<RunRecord>;
  readonly #spans: RememberedReads<LedgerSpan[]>;

  constructor(database: Database, watch: CaptureWatch) {
    this.#database = database;
    this.#watch = watch;
    this.#records = new RememberedReads(database, readRun);
    this.#spans = new RememberedReads(database, async (connection, runId) =>
      readSpans(connection, (await requireRun(connection, runId)).runNo),
    );
  }

  open(run: OpenRun): Promise<RunRecord> {
    return this.#database.write((connection) => openRun(connection, run, new Date()));
  }

  read(runId: string): Promise<RunRecord> {
    return this.#records.read(runId);
  }

  spans(runId: string): Promise<LedgerSpan[]> {
    return this.#spans.read(runId);
  }

  /** One that tells nothing but that the capture lives writes nothing. */
  async report(run: RunGeneration, report: CaptureReport): Promise<RunRecord> {
    const { dropped, gaps, captureId } = report;
    if (dropped.length + gaps.length === 0 && this.#watch.isHeldBy(run.runId, captureId)) {
      const known = await this.read(run.runId);
      if (known.generation !== run.generation) throw begunAnew(run.runId);
      this.#watch.hear(run.runId, captureId);
      return known;
    }
    const record = await this.#changeRun(run, (connection, known, now) =>
      takeReport(connection, known, report, this.#watch, now),
    );
    this.#watch.hear(run.runId, captureId);
    return record;
  }

  endInput(run: RunGeneration, { sampledFrames, frameCount, inputError }: EndOfInput): Promise<RunRecord> {
    return this.#changeRun(run, async (connection, { runNo }) => {
      await connection.run(
        'UPDATE runs SET sampled_frames = $sampledFrames, input_error = $inputError, is_end_open = false WHERE run_no = $runNo',
        { runNo, sampledFrames, inputError },
      );
      if (frameCount !== null) {
        await connection.run(
          'UPDATE videos SET frame_count = $frameCount WHERE video_id = (SELECT video_id FROM runs WHERE run_no = $runNo)',
          { runNo, frameCount },
        );
      }
      await forgetMisfits(connection, runNo);
    });
  }

  /** @param change - is given the run as it is stored */
  #changeRun(
    { runId, generation }: RunGeneration,
    change: (connection: DuckDBConnection, run: RunKey, now: Date) => Promise<void>,
  ): Promise<RunRecord> {
    return this.#database.write(async (connection) => {
      const known = await requireRun(connection, runId);
      if ((await generationOf(connection, known.runNo)) !== generation) throw begunAnew(runId);
      const now = new Date();
      await change(connection, known, now);
      await settleRuns(connection, [known.runNo], now);
      return readRun(connection, known.runId);
    });
  }
}

async function generationOf(connection: DuckDBConnection, runNo: number): Promise<number | undefined> {
  const [row] = await rowsOf<{ generation: number }>(connection, {
    sql: 'SELECT generation::DOUBLE AS generation FROM runs WHERE run_no = $runNo',
    values: { runNo },
  });
  return row?.generation;
}

function begunAnew(runId: string): StoreError {
  return new StoreError(
    'RUN_CONFLICT',
    `Expected run \`${runId}\` to be this command's, got one that another command has begun anew meanwhile.`,
  );
}
