import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from '../../shared/errors.ts';

/** What ends the work for a question before it is done. */
export interface QuestionLimits {
  /** How long it may take, in milliseconds. */
  readonly limitMs: number;
  /** Aborted when whoever asked has left, where that is somebody. */
  readonly hasLeft?: AbortSignal | undefined;
}

/**
 * Does a piece of work on a connection, and interrupts it when it takes too long or when its asker leaves.
 *
 * @throws {QueryError} `QUERY_TOO_LARGE`
 */
export async function withDeadline<T>(
  connection: DuckDBConnection,
  { limitMs, hasLeft }: QuestionLimits,
  work: () => Promise<T>,
): Promise<T> {
  const nobody = 'Expected somebody to wait for the answer, got nobody.';
  if (hasLeft?.aborted) throw new QueryError('QUERY_TOO_LARGE', nobody);
  let refusal: string | null = null;
  const interrupt = (reason: string): void => {
    refusal = reason;
    connection.interrupt();
  };
  const onLeft = (): void => interrupt(nobody);
  const less = 'ask for less at once (`run`, `from` and `to`, `limit`)';
  const timer = setTimeout(
    () => interrupt(`Expected an answer within ${limitMs / 1000} s, got none: ${less}.`),
    limitMs,
  );
  hasLeft?.addEventListener('abort', onLeft);
  try {
    return await work();
  } catch (cause) {
    if (refusal === null) throw cause;
    throw new QueryError('QUERY_TOO_LARGE', refusal, { cause });
  } finally {
    clearTimeout(timer);
    hasLeft?.removeEventListener('abort', onLeft);
  }
}
