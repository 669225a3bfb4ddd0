import type { Fault } from '../fault.ts';

/** The network lets nothing through for some seconds, and loses nothing. */
export const holdNetwork: Fault = {
  kind: 'hold the network',
  async strike({ stage, calm }, random, begun) {
    const seconds = random.logBetween(1, 20);
    if (stage.network.length === 0) return;
    const proxy = random.pick(stage.network);
    begun(`to ${proxy.name} for ${seconds.toFixed(1)} s`);
    await proxy.hold(seconds * 1000, calm);
  },
};
