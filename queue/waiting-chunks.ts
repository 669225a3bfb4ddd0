import { QueueKeys } from 'bullmq';
import type { QueueNames } from './queue-names.ts';
import type { RedisAddress } from './redis-address.ts';
import { createRedis } from './redis-connection.ts';

/** How many chunks wait for a worker. */
export async function waitingChunks(address: RedisAddress, { prefix, frames }: QueueNames): Promise<number> {
  const redis = createRedis(address, { maxRetriesPerRequest: 1 });
  redis.on('error', () => undefined); // told by the call
  try {
    return await redis.llen(new QueueKeys(prefix).toKey(frames, 'wait'));
  } finally {
    redis.disconnect();
  }
}
