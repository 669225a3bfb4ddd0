import type { DuckDBConnection } from '@duckdb/node-api';
import { numberList } from '../query/sql.ts';
import { remembered } from './name-memory.ts';
import { rowsOf } from './rows.ts';

/** Whether some of the runs (`null`: all) are of cameras, whose frames tell their own time. */
export function isAnyCamera(connection: DuckDBConnection, runNos: readonly number[] | null): Promise<boolean> {
  const list = runNos && numberList(runNos);
  return remembered(connection, `cameras of ${list ?? 'all'}`, async () => {
    const rows = await rowsOf(connection, {
      sql: `SELECT 1 FROM runs JOIN videos USING (video_id)
            WHERE content_hash IS NULL ${list === null ? '' : `AND run_no IN ${list}`} LIMIT 1`,
      values: {},
    });
    return rows.length > 0;
  });
}

/** Whether any run has a capture or a time in which its camera gave nothing. */
export function isAnyCapture(connection: DuckDBConnection): Promise<boolean> {
  return remembered(connection, 'captures', async () => {
    const sql = 'SELECT 1 FROM captures UNION ALL SELECT 1 FROM camera_gaps LIMIT 1';
    return (await rowsOf(connection, { sql, values: {} })).length > 0;
  });
}
