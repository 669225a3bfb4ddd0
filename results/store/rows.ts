import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type { SqlQuery } from '../query/sql.ts';
import { RowObjects } from './row-objects.ts';
import { typesOf } from './value-types.ts';

/** All rows of a small answer, as plain objects keyed by column name. */
export async function rowsOf<Row>(connection: DuckDBConnection, query: SqlQuery): Promise<Row[]> {
  // without values DuckDB plans and runs it in one call
  const hasValues = Object.keys(query.values).length > 0;
  const values = hasValues ? (query.values as Record<string, DuckDBValue>) : undefined;
  const result = await connection.run(query.sql, values, typesOf(query.values));
  const objects = new RowObjects(result);
  return (await result.fetchAllChunks()).flatMap((chunk) => objects.of(chunk)) as Row[];
}
