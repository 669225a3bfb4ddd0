import type { DuckDBConnection } from '@duckdb/node-api';
import { isAnyCapture } from './any-camera.ts';
import { rowsOf } from './rows.ts';

/** A run whose capture goes on and whose camera gives nothing. */
export interface SilentCamera {
  readonly runId: string;
  /** When its last frame came; ISO 8601 in UTC. */
  readonly sinceAt: string;
  readonly reason: string;
}

/** Of the runs that are being captured, those in a time without frames that has no end yet. */
export async function readSilentCameras(connection: DuckDBConnection): Promise<SilentCamera[]> {
  if (!(await isAnyCapture(connection))) return [];
  const rows = await rowsOf<{ runId: string; since: number; reason: string }>(connection, {
    sql: `SELECT run_id AS "runId", epoch_ms(from_at)::DOUBLE AS since, reason FROM camera_gaps JOIN runs USING (run_id)
          WHERE to_at IS NULL AND sampled_frames IS NULL ORDER BY from_at, run_id`,
    values: {},
  });
  return rows.map(({ runId, since, reason }) => ({ runId, sinceAt: new Date(since).toISOString(), reason }));
}
