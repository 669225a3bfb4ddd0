import { messageOf, QueueError } from '../shared/errors.ts';

/** Redis refuses writes beyond its `maxmemory`. */
export function isOutOfMemory(error: unknown): boolean {
  return /\bOOM\b|used memory > 'maxmemory'/.test(messageOf(error));
}

/** Full, starting, changing its master, short of disk, with another password: as it is now, Redis takes nothing; it may later. */
const REFUSALS =
  /\b(LOADING|READONLY|MASTERDOWN|BUSY|NOREPLICAS|CLUSTERDOWN|TRYAGAIN|MISCONF|NOAUTH|WRONGPASS|NOPERM)\b|could not renew lock|Connection is closed|max retries per request|Command timed out/;
const CODES = /^(E[A-Z]+|UND_ERR_[A-Z_]+)$/;

/** Whether an error says that Redis is away, or takes nothing at present, whatever is asked of it. */
export function isShortage(error: unknown): boolean {
  if (isOutOfMemory(error) || REFUSALS.test(messageOf(error))) return true;
  return CODES.test(String((error as { code?: unknown } | null)?.code ?? ''));
}

/** @param reason - an error, or in words */
export function unreachable(reason: unknown): QueueError {
  return new QueueError(
    'QUEUE_UNREACHABLE',
    `Expected Redis to answer, got: ${messageOf(reason)}. Check \`REDIS_URL\` and that the server runs.`,
    { cause: reason },
  );
}
