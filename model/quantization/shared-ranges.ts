import { type Graph, IMAGE_VALUE, inputsOf } from '../ir/graph.ts';
import type { Quantization } from '../ir/quantized-graph.ts';
import type { StatsByValue } from './collect-activation-stats.ts';
import { Histogram } from './histogram.ts';
import { quantizationOf, type RangeMethod, rangeOf } from './value-range.ts';

/** How the bytes of each value are to be read. */
export type Quantizations = ReadonlyMap<string, Quantization>;

/** The image's bytes as they come. */
const IMAGE_QUANTIZATION: Quantization = { scale: Math.fround(1 / 255), zeroPoint: 0 };

/**
 * The bytes of every value but those before an activation. What is only moved (pooled, repeated, cut, put together) keeps its
 * meaning, so that values which meet in a concatenation have one range and are copied.
 *
 * @param preActivations - left out
 */
export function sharedQuantizations(
  graph: Graph,
  stats: StatsByValue,
  method: RangeMethod,
  preActivations: ReadonlySet<string>,
): Quantizations {
  const leaders = new Map<string, string>();
  const leaderOf = (name: string): string => {
    const next = leaders.get(name);
    return next === undefined ? name : leaderOf(next);
  };
  for (const node of graph.nodes) {
    if (!['maxPool', 'upsample', 'slice', 'concat'].includes(node.op)) continue;
    for (const input of inputsOf(node)) {
      const [a, b] = [leaderOf(input), leaderOf(node.output)];
      if (a !== b) leaders.set(...(a === IMAGE_VALUE ? ([b, a] as const) : ([a, b] as const)));
    }
  }
  const histograms = new Map<string, Histogram>();
  for (const node of graph.nodes) {
    const leader = leaderOf(node.output);
    if (preActivations.has(node.output) || leader === IMAGE_VALUE) continue;
    if (!histograms.has(leader)) histograms.set(leader, new Histogram());
    histograms.get(leader)!.merge(stats.get(node.output)!.histogram);
  }
  const quantizations = new Map([[IMAGE_VALUE, IMAGE_QUANTIZATION]]);
  for (const [leader, histogram] of histograms) quantizations.set(leader, quantizationOf(rangeOf(histogram, method)));
  const named = [IMAGE_VALUE, ...graph.nodes.map(({ output }) => output)];
  return new Map(
    named.flatMap((name) => {
      const quantization = quantizations.get(leaderOf(name));
      return quantization && !preActivations.has(name) ? [[name, quantization] as const] : [];
    }),
  );
}
