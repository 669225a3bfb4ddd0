import type { DuckDBConnection } from '@duckdb/node-api';
import type { LedgerSpan } from '../../shared/run.ts';
import { rowsOf } from './rows.ts';

/** What the ledger of a run accounts for: ascending, neighbours of one state merged. A chunk with a frame that failed is `failed`. */
export function readSpans(connection: DuckDBConnection, runNo: number): Promise<LedgerSpan[]> {
  return rowsOf<LedgerSpan>(connection, {
    sql: `
      SELECT min(chunk_index) AS "firstChunkIndex", max(chunk_index) AS "lastChunkIndex", state
      FROM (
        SELECT chunk_index, state, chunk_index - row_number() OVER (PARTITION BY state ORDER BY chunk_index) AS island
        FROM (
          SELECT chunk_index, CASE WHEN bool_or(state = 'failed') THEN 'failed' ELSE any_value(state) END AS state
          FROM chunks WHERE run_no = $runNo GROUP BY chunk_index
        )
      )
      GROUP BY state, island ORDER BY 1`,
    values: { runNo },
  });
}
