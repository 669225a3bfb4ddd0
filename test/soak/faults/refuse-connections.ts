import type { Fault } from '../fault.ts';

/** Redis or the results service cannot be reached for some seconds. */
export const refuseConnections: Fault = {
  kind: 'refuse connections',
  async strike({ stage, calm }, random, begun) {
    const seconds = random.logBetween(1, 20);
    if (stage.network.length === 0) return;
    const proxy = random.pick(stage.network);
    begun(`to ${proxy.name} for ${seconds.toFixed(1)} s`);
    await proxy.refuse(seconds * 1000, calm);
  },
};
