import type { CaptureLatency } from '../../shared/capture.ts';
import type { CountRow, DetectionRow, RawFilter } from '../../shared/questions.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import type { ChunkFailure, RunRecord } from '../../shared/run.ts';
import { countsQuery } from '../query/counts-query.ts';
import { detectionsQuery } from '../query/detections-query.ts';
import { parseCountFilter, parseDetectionFilter, parseRunFilter } from '../query/filters.ts';
import type { SqlQuery } from '../query/sql.ts';
import { type LatencyRow, latencyOf, latencyQuery } from './capture-latency.ts';
import type { Database } from './database.ts';
import { resolveFilter, resolveRunAndVideo } from './resolve-filter.ts';
import { rowsOf } from './rows.ts';
import { readRuns, requireRun } from './run-rows.ts';

/** Answers questions from the store's file. */
export class DuckDbReader implements ResultsReader {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async runs(raw: RawFilter): Promise<RunRecord[]> {
    const filter = parseRunFilter(raw);
    return this.#database.read(async (connection) => {
      const { run, videoIds } = await resolveRunAndVideo(connection, filter);
      return readRuns(connection, { runIds: run === null ? null : [run], videoIds }, filter.limit);
    });
  }

  async detections(raw: RawFilter): Promise<AsyncIterable<readonly DetectionRow[]>> {
    const filter = parseDetectionFilter(raw);
    const query = await this.#database.read(async (connection) =>
      detectionsQuery(await resolveFilter(connection, filter)),
    );
    return detectionRows(this.#database, query);
  }

  async counts(raw: RawFilter): Promise<CountRow[]> {
    const { by, ...filter } = parseCountFilter(raw);
    return this.#database.read(async (connection) =>
      rowsOf<CountRow>(connection, countsQuery(await resolveFilter(connection, filter), by)),
    );
  }

  failures(runId: string): Promise<ChunkFailure[]> {
    return this.#database.read(async (connection) => {
      const id = await requireRun(connection, runId);
      return rowsOf<ChunkFailure>(connection, {
        sql: `SELECT chunk_index AS "chunkIndex", first_frame_index AS "firstFrameIndex", frame_count AS "frameCount", error
              FROM chunks WHERE run_id = $id AND state = 'failed' ORDER BY chunk_index`,
        values: { id },
      });
    });
  }

  latency(runId: string): Promise<CaptureLatency | null> {
    return this.#database.read(async (connection) => {
      const [row] = await rowsOf<LatencyRow>(connection, latencyQuery(await requireRun(connection, runId)));
      return latencyOf(row!);
    });
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}

async function* detectionRows(database: Database, query: SqlQuery): AsyncGenerator<DetectionRow[]> {
  for await (const rows of database.stream(query)) yield rows.map(readable);
}

/** Floats with the seven digits that they hold: 0.7, not 0.699999988079071. */
function readable(row: Record<string, unknown>): DetectionRow {
  for (const column of ['confidence', 'x1', 'y1', 'x2', 'y2']) {
    row[column] = Number((row[column] as number).toPrecision(7));
  }
  return row as unknown as DetectionRow;
}
