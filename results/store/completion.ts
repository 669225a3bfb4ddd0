import type { DuckDBConnection } from '@duckdb/node-api';
import { listOf } from '../query/sql.ts';

/**
 * Sets the state of runs by what the ledger accounts for (of a dead capture its end, too); part of the transaction that changed the ledger, so that no reader
 * ever sees the one without the other. Runs whose input has not ended are left open.
 */
export async function settleRuns(connection: DuckDBConnection, runIds: readonly string[], now: Date): Promise<void> {
  if (runIds.length === 0) return;
  const runs = listOf('run', runIds);
  await connection.run(
    `UPDATE runs SET state = settled.state, sampled_frames = settled.sampled_frames,
       completed_at = CASE WHEN settled.state = 'complete' THEN make_timestamp_ms($now::BIGINT) END
     FROM (
       SELECT r.run_id, CASE WHEN is_end_open THEN coalesce(c.accounted, 0) ELSE r.sampled_frames END AS sampled_frames,
         CASE WHEN is_end_open OR coalesce(c.accounted, 0) = r.sampled_frames THEN 'complete' ELSE 'open' END AS state
       FROM (SELECT run_id, sampled_frames, is_end_open FROM runs WHERE run_id IN ${runs.sql} AND sampled_frames IS NOT NULL) r
       LEFT JOIN (SELECT run_id, sum(frame_count) AS accounted FROM chunks WHERE run_id IN ${runs.sql} GROUP BY run_id) c
         USING (run_id)
     ) settled
     WHERE runs.run_id = settled.run_id
       AND (runs.state <> settled.state OR runs.sampled_frames <> settled.sampled_frames)`,
    { ...runs.values, now: now.getTime() },
  );
}
