import type { Fault } from '../fault.ts';
import { withRedis } from '../redis-admin.ts';

/** Redis takes commands and answers none for some seconds. */
export const pauseClients: Fault = {
  kind: 'pause clients of Redis',
  async strike({ stage }, random, begun) {
    const ms = Math.round(random.logBetween(500, 12_000));
    const done = await withRedis(stage, (redis) => redis.call('CLIENT', 'PAUSE', ms, 'ALL'));
    if (done !== null) begun(`for ${ms} ms`);
  },
};
