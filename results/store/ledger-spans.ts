import type { DuckDBConnection } from '@duckdb/node-api';
import type { LedgerSpan } from '../../shared/run.ts';
import { rowsOf } from './rows.ts';

/** What the ledger of a run accounts for: ascending, neighbours of one state merged. */
export function readSpans(connection: DuckDBConnection, runNo: number): Promise<LedgerSpan[]> {
  return rowsOf<LedgerSpan>(connection, {
    sql: `
      SELECT min(chunk_index) AS "firstChunkIndex", max(chunk_index) AS "lastChunkIndex", state
      FROM (
        SELECT chunk_index, state, chunk_index - row_number() OVER (PARTITION BY state ORDER BY chunk_index) AS island
        FROM chunks WHERE run_no = $runNo
      )
      GROUP BY state, island ORDER BY 1`,
    values: { runNo },
  });
}
