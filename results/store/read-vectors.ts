import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import type { SqlQuery } from '../query/sql.ts';

/**
 * Hands on the rows of an answer as DuckDB's vectors hold them, which takes a tenth of what objects take: there may be millions, so
 * that they are fetched piece by piece, and others have their turn between.
 */
export async function readVectors(
  connection: DuckDBConnection,
  { sql }: SqlQuery,
  take: (chunk: DuckDBDataChunk, rowCount: number) => void,
): Promise<void> {
  const result = await connection.stream(sql);
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    take(chunk, chunk.rowCount);
  }
}
