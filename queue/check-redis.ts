import type { Cluster, Redis } from 'ioredis';
import { messageOf, QueueError } from '../shared/errors.ts';
import { type QueueNames, queueNames } from './queue-names.ts';
import { parseRedisUrl, redactRedisUrl } from './redis-address.ts';
import { createRedis } from './redis-connection.ts';
import { tryToWrite } from './trial-write.ts';
import { withinTime } from './within-time.ts';

const REDIS_PATIENCE_MS = 3_000;
/** What a server says that is there and does not do what it is asked; else the connection's own error says more. */
const ANSWERS = /^(NOPERM|NOAUTH|WRONGPASS|LOADING|MASTERDOWN|READONLY|ERR)\b/;

/**
 * Makes sure that Redis answers at once, has the database that is asked for, and lets its user ask what BullMQ asks first, and
 * write; a run that is under way is more patient. That it is full is waited for.
 *
 * @throws {QueueError} `QUEUE_UNREACHABLE`
 */
export async function checkRedis(url: string, namespace?: string): Promise<void> {
  const address = parseRedisUrl(url);
  const redis = createRedis(address, {
    connectTimeout: REDIS_PATIENCE_MS,
    enableReadyCheck: false,
    retryStrategy: () => null,
    sentinelRetryStrategy: () => null,
    sentinelCommandTimeout: REDIS_PATIENCE_MS - 500,
    maxRetriesPerRequest: 0,
  });
  let connectionError: unknown = null;
  redis.on('error', (error) => {
    connectionError = error;
  });
  try {
    const { db = 0 } = address.kind === 'single' ? address.options : {};
    await withinTime(REDIS_PATIENCE_MS, tryOut(redis, db, queueNames(namespace)));
  } catch (cause) {
    const reason = ANSWERS.test(messageOf(cause)) ? cause : (connectionError ?? cause);
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

async function tryOut(redis: Redis | Cluster, db: number, names: QueueNames): Promise<void> {
  await redis.info('server');
  if (db !== 0) await redis.select(db); // the client itself goes on in database 0 where there is none of that number
  await tryToWrite(redis, names);
}
