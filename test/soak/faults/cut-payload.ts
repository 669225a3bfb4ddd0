import type { Fault } from '../fault.ts';
import { payloadKeys } from '../payload-keys.ts';
import { withRedis } from '../redis-admin.ts';

/** The pixels of a recording's chunk lose their end: the chunk cannot be done, its frames fail, and the same command does them. */
export const cutPayload: Fault = {
  kind: 'cut a payload',
  async strike({ stage }, random, begun) {
    const struck = await withRedis(stage, async (redis) => {
      const keys = (await payloadKeys(redis)).filter((key) => key.includes('recording'));
      if (keys.length === 0) return null;
      const key = random.pick(keys);
      const bytes = await redis.getBuffer(key);
      if (bytes === null) return null;
      await redis.set(key, bytes.subarray(0, Math.floor(bytes.length * random.next())), 'XX');
      return key;
    });
    if (struck !== null) begun(struck);
  },
};
