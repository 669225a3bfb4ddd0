import type { Fault } from '../fault.ts';
import { payloadKeys } from '../payload-keys.ts';
import { withRedis } from '../redis-admin.ts';

/** The pixels of some chunks vanish from Redis, their jobs stay. */
export const deletePayloads: Fault = {
  kind: 'delete payloads',
  async strike({ stage }, random, begun) {
    const share = random.next();
    const gone = await withRedis(stage, async (redis) => {
      const keys = (await payloadKeys(redis)).filter(() => random.chance(share));
      if (keys.length > 0) await redis.del(...keys);
      return keys.length;
    });
    if (gone) begun(`of ${gone} chunks`);
  },
};
