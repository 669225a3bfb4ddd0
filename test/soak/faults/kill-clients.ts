import type { Fault } from '../fault.ts';
import { withRedis } from '../redis-admin.ts';

/** Redis closes the connections of its clients. */
export const killClients: Fault = {
  kind: 'kill clients of Redis',
  async strike({ stage }, _random, begun) {
    const closed = await withRedis(stage, (redis) => redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'));
    if (closed !== null) begun(`${closed} connections`);
  },
};
