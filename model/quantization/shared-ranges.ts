import { type Graph, type GraphNode, IMAGE_VALUE, inputsOf } from '../ir/graph.ts';
import type { Quantization } from '../ir/quantized-graph.ts';
import type { StatsByValue } from './collect-activation-stats.ts';
import { DisjointSets } from './disjoint-sets.ts';
import { Histogram } from './histogram.ts';
import { quantizationOf, type RangeMethod, rangeOf } from './value-range.ts';

/** How the bytes of each value are to be read. */
export type Quantizations = ReadonlyMap<string, Quantization>;

/** The image's bytes as they come. */
const IMAGE_QUANTIZATION: Quantization = { scale: Math.fround(1 / 255), zeroPoint: 0 };

/**
 * The bytes of every value but those before an activation. What is only moved (pooled, repeated, cut, put together) keeps its
 * meaning, so that values which meet in a concatenation have one range and are copied: unless their ranges must end at different
 * values, as behind a rectifier, whose work is done by the end of its range. Then the concatenation has bytes of its own.
 *
 * @param preActivations - left out
 */
export function sharedQuantizations(
  graph: Graph,
  stats: StatsByValue,
  method: RangeMethod,
  preActivations: ReadonlySet<string>,
): Quantizations {
  const leaderOf = sharedRanges(graph);
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

/** Which value a value has its range from. */
function sharedRanges({ nodes }: Graph): (value: string) => string {
  const sets = new DisjointSets<string>();
  const ends = new Map([[IMAGE_VALUE, IMAGE_VALUE], ...nodes.flatMap(rectifierOf)]);
  for (const node of nodes) {
    if (!['maxPool', 'upsample', 'slice', 'concat'].includes(node.op)) continue;
    const inputs = inputsOf(node);
    const kinds = new Set(inputs.map((input) => ends.get(sets.leaderOf(input))));
    if (kinds.size > 1) continue;
    for (const input of inputs) sets.join(inputs[0]!, input);
    sets.join(inputs[0]!, node.output);
  }
  return (value) => sets.leaderOf(value);
}

/** A value whose range ends where its rectifier does. */
function rectifierOf(node: GraphNode): [string, string][] {
  const isRectified = node.op === 'activation' && (node.activation === 'relu' || node.activation === 'relu6');
  return isRectified ? [[node.output, node.activation]] : [];
}
