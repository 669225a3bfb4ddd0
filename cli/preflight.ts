import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { messageOf, QueueError, StoreError } from '../shared/errors.ts';
import { createRedis, parseRedisUrl, redactRedisUrl } from '../shared/redis-connection.ts';

const REDIS_PATIENCE_MS = 3_000;

/** @throws {StoreError} `STORE_UNWRITABLE` when the home is no folder in which files can be made */
export async function checkHome(home: string): Promise<void> {
  try {
    await mkdir(home, { recursive: true });
    await access(home, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new StoreError(
      'STORE_UNWRITABLE',
      `Expected \`${home}\` to be a folder that can be written, got: ${messageOf(cause)}. Choose another with --home or FRAMEFLEET_HOME.`,
      { cause },
    );
  }
}

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
