import type { Cluster, Redis } from 'ioredis';
import type { QueueNames } from './queue-names.ts';
import { isOutOfMemory } from './redis-refusals.ts';

/**
 * Writes a key that is gone again at once, by a script, as chunks are put.
 *
 * @returns whether Redis had room for it
 * @throws what else keeps Redis from taking it
 */
export async function tryToWrite(redis: Redis | Cluster, { prefix }: QueueNames): Promise<boolean> {
  try {
    await redis.eval("return redis.call('SET', KEYS[1], '', 'PX', 1)", 1, `${prefix}:check`);
    return true;
  } catch (error) {
    if (isOutOfMemory(error)) return false;
    throw error;
  }
}
