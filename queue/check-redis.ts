import { messageOf, QueueError } from '../shared/errors.ts';
import { parseRedisUrl, redactRedisUrl } from './redis-address.ts';
import { createRedis } from './redis-connection.ts';

const REDIS_PATIENCE_MS = 3_000;

/**
 * Makes sure that Redis answers at once and lets its user ask what BullMQ asks first; a run that is under way is more patient.
 *
 * @throws {QueueError} `QUEUE_UNREACHABLE`
 */
export async function checkRedis(url: string): Promise<void> {
  const redis = createRedis(parseRedisUrl(url), {
    connectTimeout: REDIS_PATIENCE_MS,
    enableReadyCheck: false,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  let connectionError: unknown = null;
  redis.on('error', (error) => {
    connectionError = error;
  });
  try {
    await redis.info('server');
  } catch (cause) {
    const isRefused = /^(NOPERM|NOAUTH|WRONGPASS|LOADING|MASTERDOWN)\b/.test(messageOf(cause));
    const reason = isRefused ? cause : (connectionError ?? `no answer within ${REDIS_PATIENCE_MS / 1000} s`);
    const advice = messageOf(reason).startsWith('NOPERM')
      ? 'The user needs all commands that BullMQ runs, INFO among them: `+@all -@dangerous +info`.'
      : 'Check REDIS_URL, and that the server runs.';
    throw new QueueError(
      'QUEUE_UNREACHABLE',
      `Expected Redis to answer at \`${redactRedisUrl(url)}\`, got: ${messageOf(reason)}. ${advice}`,
      { cause },
    );
  } finally {
    redis.disconnect();
  }
}
