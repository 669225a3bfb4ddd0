import type { Fault } from '../fault.ts';
import { withRedis } from '../redis-admin.ts';
import { waitingPayloads } from '../waiting-payloads.ts';

/** The pixels of some chunks vanish, their jobs stay. */
export const deletePayloads: Fault = {
  kind: 'delete payloads',
  async strike({ stage }, random, begun) {
    const share = random.next();
    const gone = await withRedis(stage, async (redis) => {
      const payloads = (await waitingPayloads(redis)).filter(() => random.chance(share));
      await Promise.all(payloads.map((payload) => payload.delete()));
      return payloads.length;
    });
    if (gone) begun(`of ${gone} chunks`);
  },
};
