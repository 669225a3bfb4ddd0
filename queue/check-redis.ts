import { messageOf, QueueError } from '../shared/errors.ts';
import { parseRedisUrl, redactRedisUrl } from './redis-address.ts';
import { createRedis } from './redis-connection.ts';

const REDIS_PATIENCE_MS = 3_000;

/** @throws {QueueError} `QUEUE_UNREACHABLE` when Redis does not answer at once; a run that is under way is more patient */
export async function checkRedis(url: string): Promise<void> {
  const redis = createRedis(parseRedisUrl(url), {
    connectTimeout: REDIS_PATIENCE_MS,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  let reason: unknown = `no answer within ${REDIS_PATIENCE_MS / 1000} s`;
  redis.on('error', (error) => {
    reason = error;
  });
  try {
    await redis.ping();
  } catch (cause) {
    throw new QueueError(
      'QUEUE_UNREACHABLE',
      `Expected Redis to answer at \`${redactRedisUrl(url)}\`, got: ${messageOf(reason)}. Check REDIS_URL, and that the server runs.`,
      { cause },
    );
  } finally {
    redis.disconnect();
  }
}
