import type { Redis } from 'ioredis';
import { queueNames } from '../../queue/queue-names.ts';

/** Keys of the pixels that wait in Redis, sorted. */
export async function payloadKeys(redis: Redis): Promise<string[]> {
  return (await redis.keys(`${queueNames().payloadKey('').replace(/[[\]]/g, '\\$&')}*`)).sort();
}
