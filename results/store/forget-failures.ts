import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf } from './rows.ts';
import { recountRun } from './run-totals.ts';
import { sumRunAnew } from './sum-run-anew.ts';

/** Chunks of a run with a frame that failed, and the frames `[first, end)` that lie in them; `end` is null for the last chunk. */
const FAILED_CHUNKS = `
  SELECT chunk_index, first, "end", has_stored FROM (
    SELECT chunk_index, min(first_frame_index) AS first, bool_or(state = 'failed') AS has_failed,
      bool_or(state = 'stored') AS has_stored,
      lead(min(first_frame_index)) OVER (ORDER BY min(first_frame_index)) AS "end"
    FROM chunks WHERE run_no = $runNo GROUP BY chunk_index
  ) WHERE has_failed`;

/**
 * Takes the chunks of a run out of the ledger in which a frame failed, and out of the store what the others of their frames
 * gave: a chunk is tried again whole, and no frame is stored that the ledger does not account for. Its sums follow.
 */
export async function forgetFailures(connection: DuckDBConnection, runNo: number): Promise<void> {
  const failed = await rowsOf<{ has_stored: boolean }>(connection, { sql: FAILED_CHUNKS, values: { runNo } });
  if (failed.length === 0) return;
  const arePartlyStored = failed.some((chunk) => chunk.has_stored);
  for (const table of arePartlyStored ? ['frames', 'detections'] : []) {
    await connection.run(
      `DELETE FROM ${table} USING (${FAILED_CHUNKS}) failed
       WHERE run_no = $runNo AND failed.has_stored AND frame_index >= failed.first AND (failed."end" IS NULL OR frame_index < failed."end")`,
      { runNo },
    );
  }
  await connection.run(
    `DELETE FROM chunks WHERE run_no = $runNo
       AND chunk_index IN (SELECT chunk_index FROM chunks WHERE run_no = $runNo AND state = 'failed')`,
    { runNo },
  );
  if (arePartlyStored) await sumRunAnew(connection, runNo);
  await recountRun(connection, runNo);
}
