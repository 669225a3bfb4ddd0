import type { DuckDBConnection } from '@duckdb/node-api';
import { numberList } from '../query/sql.ts';
import { rowsOf } from './rows.ts';

/** Whether some of the runs (`null`: all) have frames that were carried. Not remembered: it changes with every batch of results. */
export async function isAnyCarried(connection: DuckDBConnection, runNos: readonly number[] | null): Promise<boolean> {
  const rows = await rowsOf(connection, {
    sql: `SELECT 1 FROM runs WHERE carried_frames > 0 ${runNos === null ? '' : `AND run_no IN ${numberList(runNos)}`} LIMIT 1`,
    values: {},
  });
  return rows.length > 0;
}
