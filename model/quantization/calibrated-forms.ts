import type { Graph } from '../ir/graph.ts';
import { collectActivationStats, type StatsByValue } from './collect-activation-stats.ts';
import { canEqualize, equalizeChannels } from './equalize-channels.ts';

/** A graph in floats that is quantised, and what its values are. */
export interface CalibratedForm {
  readonly isEqualized: boolean;
  readonly graph: Graph;
  readonly stats: StatsByValue;
}

/** The graph as it is, and with its channels equalised where it has some that can be. */
export async function calibratedForms(
  graph: Graph,
  frames: readonly Uint8Array[],
  threads: number,
  onFrame: (done: number, total: number) => void = () => undefined,
): Promise<CalibratedForm[]> {
  const hasTwo = canEqualize(graph);
  const total = hasTwo ? 2 * frames.length : frames.length;
  const { stats } = await collectActivationStats(graph, frames, threads, (done) => onFrame(done, total));
  const plain = { isEqualized: false, graph, stats };
  if (!hasTwo) return [plain];
  const equalized = equalizeChannels(graph, stats);
  const second = await collectActivationStats(equalized, frames, threads, (done) =>
    onFrame(frames.length + done, total),
  );
  return [plain, { isEqualized: true, graph: equalized, stats: second.stats }];
}
