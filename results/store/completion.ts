import type { DuckDBConnection } from '@duckdb/node-api';
import { numberList } from '../query/sql.ts';
import { mergeSums } from './merge-sums.ts';

/**
 * Sets the state of runs by what their totals account for (of a dead capture its end, too); part of the transaction that changed
 * these, so that no reader ever sees the one without the other. Runs whose input has not ended are left open; of those that become
 * complete the sums are merged.
 */
export async function settleRuns(connection: DuckDBConnection, runNos: readonly number[], now: Date): Promise<void> {
  if (runNos.length === 0) return;
  const changed = await connection.runAndReadAll(
    `UPDATE runs SET state = settled.state, sampled_frames = settled.sampled_frames,
       completed_at = CASE WHEN settled.state = 'complete' THEN make_timestamp_ms(${now.getTime()}) END
     FROM (
       SELECT run_no, CASE WHEN is_end_open THEN accounted_frames ELSE sampled_frames END AS sampled_frames,
         CASE WHEN is_end_open OR accounted_frames = sampled_frames THEN 'complete' ELSE 'open' END AS state
       FROM runs WHERE run_no IN ${numberList(runNos)} AND sampled_frames IS NOT NULL
     ) settled
     WHERE runs.run_no = settled.run_no
       AND (runs.state <> settled.state OR runs.sampled_frames <> settled.sampled_frames)
     RETURNING runs.run_no, runs.state`,
  );
  for (const [runNo, state] of changed.getRows()) if (state === 'complete') await mergeSums(connection, Number(runNo));
}
