import type { Fault } from '../fault.ts';

/** The connections between the parts break, all at once. */
export const cutConnections: Fault = {
  kind: 'cut connections',
  async strike({ stage }, random, begun) {
    if (stage.network.length === 0) return;
    const proxy = random.pick(stage.network);
    begun(`${proxy.cut()} to ${proxy.name}`);
  },
};
