import type { Fault } from '../fault.ts';
import { withRedis } from '../redis-admin.ts';

/** Redis does nothing at all for some seconds, as under a script that takes long; where it lets itself be told so. */
export const blockRedis: Fault = {
  kind: 'block Redis',
  async strike({ stage }, random, begun) {
    const seconds = random.between(0.5, 2.5).toFixed(2);
    const done = await withRedis(stage, (redis) => redis.call('DEBUG', 'SLEEP', seconds));
    if (done !== null) begun(`for ${seconds} s`);
  },
};
