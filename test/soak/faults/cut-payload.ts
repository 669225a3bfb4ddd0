import type { Fault } from '../fault.ts';
import { withRedis } from '../redis-admin.ts';
import { waitingPayloads } from '../waiting-payloads.ts';

/** The pixels of a recording's chunk lose their end: the chunk cannot be done, its frames fail, and the same command does them. */
export const cutPayload: Fault = {
  kind: 'cut a payload',
  async strike({ stage }, random, begun) {
    const struck = await withRedis(stage, async (redis) => {
      const payloads = (await waitingPayloads(redis)).filter(({ chunkId }) => chunkId.startsWith('recording'));
      if (payloads.length === 0) return null;
      const payload = random.pick(payloads);
      return (await payload.cut(random.next())) ? payload.chunkId : null;
    });
    if (struck !== null) begun(struck);
  },
};
