import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from '../../shared/errors.ts';
import { asker } from './asker.ts';

/**
 * Does a piece of work on a connection, and interrupts it when it takes too long or when its asker leaves.
 *
 * @throws {QueryError} `QUERY_TOO_LARGE`
 */
export async function withDeadline<T>(
  connection: DuckDBConnection,
  limitMs: number,
  work: () => Promise<T>,
  hasLeft: AbortSignal | undefined = asker.getStore(),
): Promise<T> {
  let refusal: string | null = null;
  const interrupt = (reason: string): void => {
    refusal = reason;
    connection.interrupt();
  };
  const onLeft = (): void => interrupt('Expected somebody to wait for the answer, got nobody.');
  const less = 'ask for less at once (`run`, `from` and `to`, `limit`)';
  const timer = setTimeout(
    () => interrupt(`Expected an answer within ${limitMs / 1000} s, got none: ${less}.`),
    limitMs,
  );
  hasLeft?.addEventListener('abort', onLeft);
  try {
    if (hasLeft?.aborted) onLeft();
    return await work();
  } catch (cause) {
    if (refusal === null) throw cause;
    throw new QueryError('QUERY_TOO_LARGE', refusal, { cause });
  } finally {
    clearTimeout(timer);
    hasLeft?.removeEventListener('abort', onLeft);
  }
}
