import type { DuckDBConnection } from '@duckdb/node-api';
import type { CaptureReport } from '../../shared/capture.ts';
import { StoreError } from '../../shared/errors.ts';
import { numberList } from '../query/sql.ts';
import type { CaptureWatch } from './capture-watch.ts';
import { settleRuns } from './completion.ts';
import { rowsOf } from './rows.ts';
import type { RunKey } from './run-rows.ts';
import { recountRun } from './run-totals.ts';
import { typesOf } from './value-types.ts';

const DIED = 'the capture ended without a word: what it had captured and nobody stored is not known';

interface CaptureRow {
  /** `null` where none has reported yet. */
  readonly captureId: string | null;
  readonly hasEnded: boolean;
  /** Whether the end is not the capture's own word. */
  readonly isEndOpen: boolean;
}

/**
 * Takes what a capture reports; part of a transaction.
 *
 * @param run - as it is stored
 * @throws {StoreError} `RUN_CONFLICT` when another capture holds the run
 */
export async function takeReport(
  connection: DuckDBConnection,
  { runId, runNo }: RunKey,
  { captureId, startedAt, dropped, gaps }: CaptureReport,
  watch: CaptureWatch,
  now: Date,
): Promise<void> {
  const capture = await readCapture(connection, runId);
  const isOther = capture.captureId !== null && capture.captureId !== captureId;
  if (isOther && (capture.hasEnded || !watch.isSilent(runId))) throw heldByAnother(runId);
  if (capture.captureId !== captureId) {
    await connection.run('DELETE FROM captures WHERE run_id = $runId', { runId });
    await connection.run('INSERT INTO captures VALUES ($runId, $captureId, make_timestamp_ms($startedAt::BIGINT))', {
      ...{ runId, captureId, startedAt: Date.parse(startedAt) },
    });
  }
  if (capture.isEndOpen) {
    await connection.run(
      `UPDATE runs SET sampled_frames = NULL, input_error = NULL, completed_at = NULL, state = 'open', is_end_open = false
       WHERE run_id = $runId`,
      { runId },
    );
  }
  for (const chunk of dropped) {
    await connection.run(
      `INSERT INTO chunks (run_no, chunk_index, first_frame_index, frame_count, state, stored_at)
       SELECT $runNo, $chunkIndex, $firstFrameIndex, $frameCount, 'dropped', make_timestamp_ms($now::BIGINT)
       WHERE NOT EXISTS (SELECT 1 FROM chunks WHERE run_no = $runNo AND chunk_index = $chunkIndex)`,
      { ...chunk, runNo, now: now.getTime() },
    );
  }
  if (dropped.length > 0) await recountRun(connection, runNo);
  for (const { fromAt, toAt, ...gap } of gaps) {
    const from = { runId, fromAt: Date.parse(fromAt) };
    const to = toAt === null ? null : Date.parse(toAt);
    await connection.run(
      'DELETE FROM camera_gaps WHERE run_id = $runId AND from_at = make_timestamp_ms($fromAt::BIGINT)',
      from,
    );
    const values = { ...from, ...gap, to };
    await connection.run(
      `INSERT INTO camera_gaps
       VALUES ($runId, make_timestamp_ms($fromAt::BIGINT), make_timestamp_ms($to::BIGINT), $fromSeconds, $toSeconds, $reason)`,
      values,
      typesOf(values),
    );
  }
}

/**
 * Ends the runs of captures that are dead, at what the ledger accounts for; results that are still on their way are taken all the
 * same. Part of a transaction.
 *
 * @param isDead - by the run and the time of its opening
 * @returns the runs that were ended
 */
export async function endDeadCaptures(
  connection: DuckDBConnection,
  isDead: (runId: string, openedAt: number) => boolean,
  now: Date,
): Promise<string[]> {
  const open = await rowsOf<RunKey & { readonly openedAt: number }>(connection, {
    sql: `SELECT run_id AS "runId", run_no AS "runNo", epoch_ms(created_at)::DOUBLE AS "openedAt" FROM runs JOIN videos USING (video_id)
          WHERE sampled_frames IS NULL AND content_hash IS NULL`,
    values: {},
  });
  const dead = open.filter(({ runId, openedAt }) => isDead(runId, openedAt));
  if (dead.length === 0) return [];
  const runNos = dead.map(({ runNo }) => runNo);
  await connection.run(
    `UPDATE runs SET sampled_frames = 0, input_error = $died, is_end_open = true WHERE run_no IN ${numberList(runNos)}`,
    { died: DIED },
  );
  await settleRuns(connection, runNos, now);
  return dead.map(({ runId }) => runId);
}

async function readCapture(connection: DuckDBConnection, runId: string): Promise<CaptureRow> {
  const [row] = await rowsOf<CaptureRow>(connection, {
    sql: `SELECT capture_id AS "captureId", sampled_frames IS NOT NULL AS "hasEnded", is_end_open AS "isEndOpen"
          FROM (SELECT * FROM runs WHERE run_id = $runId) LEFT JOIN captures USING (run_id)`,
    values: { runId },
  });
  return row!;
}

function heldByAnother(runId: string): StoreError {
  return new StoreError(
    'RUN_CONFLICT',
    `Expected run \`${runId}\` to be captured by one command, got a second one. Give it another \`--run\` name, or end the first one.`,
  );
}
