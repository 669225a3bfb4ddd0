import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type { SqlQuery } from '../query/sql.ts';

/** All rows of a small answer, as plain objects keyed by column name. */
export async function rowsOf<Row>(connection: DuckDBConnection, query: SqlQuery): Promise<Row[]> {
  const reader = await connection.runAndReadAll(query.sql, query.values as Record<string, DuckDBValue>);
  return reader.getRowObjectsJS() as Row[];
}
