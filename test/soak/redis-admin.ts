import { Redis } from 'ioredis';
import type { Stage } from './stage.ts';

const ANSWER_MS = 3_000;

/**
 * Lets a fault or a check talk to the soak's Redis, past any proxy.
 *
 * @returns what `ask` gave; `null` when Redis does not answer at present
 */
export async function withRedis<T>(stage: Stage, ask: (redis: Redis) => Promise<T>): Promise<T | null> {
  const redis = new Redis({
    path: stage.redisSocket,
    ...(stage.redisPassword === null ? {} : { password: stage.redisPassword }),
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    commandTimeout: ANSWER_MS,
  });
  redis.on('error', () => undefined); // reported by the call that it makes fail
  try {
    await redis.connect();
    return await ask(redis);
  } catch {
    return null; // killed, frozen or full: other faults' doing
  } finally {
    redis.disconnect();
  }
}
