import { FramefleetError, messageOf, QueryError, StoreError } from '../../shared/errors.ts';
import { isDamage } from './salvage.ts';

/**
 * DuckDB's reason for not opening a file, in words that say what to do.
 *
 * @param saved - what can be saved of a file that is damaged
 * @returns `STORE_LOCKED` where another process has it, `STORE_UNREACHABLE` where a reader found none; else `STORE_UNWRITABLE`
 */
export function duckDbErrorOf(
  path: string,
  cause: unknown,
  readOnly: boolean,
  saved: string | null = null,
): StoreError {
  const reason = messageOf(cause);
  if (/Could not set lock|Conflicting lock/i.test(reason)) {
    const owner = /\(PID \d+\)/.exec(reason)?.[0] ?? '(another process)';
    const advice = readOnly
      ? 'set `FRAMEFLEET_RESULTS_URL` to the results service that owns it, or end that process'
      : 'end that process, or use another `FRAMEFLEET_HOME`';
    return new StoreError(
      'STORE_LOCKED',
      `Expected the store \`${path}\` to be free, got one that ${owner} has open: ${advice}.`,
      { cause },
    );
  }
  if (readOnly && /does not exist/i.test(reason)) {
    return new StoreError(
      'STORE_UNREACHABLE',
      `Expected a store at \`${path}\`, got nothing: no detections have been stored under this \`FRAMEFLEET_HOME\` yet.`,
      { cause },
    );
  }
  if (isDamage(cause)) {
    return new StoreError(
      'STORE_UNWRITABLE',
      `Expected \`${path}\` to be a DuckDB file, got one that is damaged or something else (${reason}): move it away, and a new store is made.${saved === null ? '' : ` ${saved}`}`,
      { cause },
    );
  }
  return new StoreError(
    'STORE_UNWRITABLE',
    `Expected the store \`${path}\` to open for ${readOnly ? 'reading' : 'writing'}, got: ${reason}.`,
    { cause },
  );
}

/**
 * What has failed in an open file, in our own words.
 *
 * @param saved - as of `duckDbErrorOf`
 * @returns errors of our own as they are; `QUERY_TOO_LARGE` for a question that takes too much memory or disk; else `STORE_UNWRITABLE`
 */
export function failureOf(
  verb: 'read' | 'write',
  path: string,
  cause: unknown,
  saved: string | null = null,
): FramefleetError {
  if (cause instanceof FramefleetError) return cause;
  const reason = messageOf(cause);
  if (verb === 'read' && /^Out of Memory Error/i.test(reason)) {
    const message = `Expected an answer that takes less memory and disk, got one that takes more than it may: ask for less at once (\`run\`, \`from\` and \`to\`, \`limit\`).`;
    return new QueryError('QUERY_TOO_LARGE', message, { cause });
  }
  const message = `Could not ${verb} the store \`${path}\`: ${reason}`;
  return new StoreError('STORE_UNWRITABLE', saved === null ? message : `${message}. ${saved}`, { cause });
}

/** Whether DuckDB refuses all further work on a file until it is opened anew. */
export function isFatal(error: unknown): boolean {
  return !(error instanceof FramefleetError) && /FATAL|invalidated/i.test(messageOf(error));
}
