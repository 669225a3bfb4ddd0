import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from '../../shared/errors.ts';

/**
 * Does a piece of work on a connection, and interrupts it when it takes too long.
 *
 * @throws {QueryError} `QUERY_TOO_LARGE`
 */
export async function withDeadline<T>(
  connection: DuckDBConnection,
  limitMs: number,
  work: () => Promise<T>,
): Promise<T> {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    connection.interrupt();
  }, limitMs);
  try {
    return await work();
  } catch (cause) {
    if (!isLate) throw cause;
    throw new QueryError(
      'QUERY_TOO_LARGE',
      `Expected an answer within ${limitMs / 1000} s, got none: ask for less at once (\`run\`, \`from\` and \`to\`, \`limit\`).`,
      { cause },
    );
  } finally {
    clearTimeout(timer);
  }
}
