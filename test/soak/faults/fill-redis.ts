import type { Fault } from '../fault.ts';
import { pause } from '../pause.ts';
import { withRedis } from '../redis-admin.ts';

/** Redis has no memory left but a little, for some seconds. */
export const fillRedis: Fault = {
  kind: 'fill Redis',
  async strike({ stage, calm }, random, begun) {
    const room = Math.round(random.between(-0.1, 0.5) * 2 ** 20);
    const seconds = random.between(2, 15);
    const before = await withRedis(stage, async (redis) => {
      const [, limit = '0'] = (await redis.config('GET', 'maxmemory')) as string[];
      const used = Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1]);
      await redis.config('SET', 'maxmemory', used + room);
      return limit;
    });
    if (before === null) return;
    begun(`${room} bytes left for ${seconds.toFixed(1)} s`);
    await pause(seconds * 1000, calm);
    // A Redis that was replaced meanwhile has its own limit; one that is frozen is told when it answers again.
    for (let tries = 0; tries < 10; tries++) {
      if ((await withRedis(stage, (redis) => redis.config('SET', 'maxmemory', before))) !== null) return;
      await pause(3_000, AbortSignal.timeout(3_000));
    }
  },
};
