import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { RedisAddress } from './redis-address.ts';

/** A sentinel that takes longer to say where the master is has the next one asked. */
const SENTINEL_PATIENCE_MS = 5_000;

/**
 * A client for BullMQ and for payloads; it connects at once, and keeps trying when nobody is there and when the connection breaks: of one
 * that has yet to begin BullMQ tries once, and gives its queue up for good. The caller adds an `error` listener and closes it.
 */
export function createRedis(address: RedisAddress, overrides: RedisOptions = {}): Redis | Cluster {
  const common: RedisOptions = {
    maxRetriesPerRequest: null,
    sentinelCommandTimeout: SENTINEL_PATIENCE_MS,
    ...overrides,
  };
  if (address.kind === 'single') return new Redis({ ...address.options, ...common });
  return new Cluster([...address.nodes], { redisOptions: { ...address.options, ...common } });
}
