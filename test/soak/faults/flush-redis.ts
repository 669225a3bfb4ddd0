import type { Fault } from '../fault.ts';
import { withRedis } from '../redis-admin.ts';

/** Everything in Redis is gone from one moment to the next. */
export const flushRedis: Fault = {
  kind: 'flush Redis',
  async strike({ stage }, _random, begun) {
    const keys = await withRedis(stage, async (redis) => {
      const count = await redis.dbsize();
      await redis.flushall();
      return count;
    });
    if (keys !== null) begun(`${keys} keys`);
  },
};
