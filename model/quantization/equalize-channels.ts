import type { ConvolutionNode, Graph } from '../ir/graph.ts';
import { type ChannelGroups, channelGroups, FIXED, isHomogeneous } from './channel-groups.ts';
import type { ActivationStats, StatsByValue } from './collect-activation-stats.ts';
import { DisjointSets } from './disjoint-sets.ts';

/** Of wide channels that a filter reads beside narrow ones, how much of the difference is evened out: the rest would widen its weights. */
const SHARE = 0.5;
/** What was as good as never other than zero tells nothing of its range. */
const LARGEST_FACTOR = 1e4;

/** Whether there are channels that `equalizeChannels` can scale. */
export function canEqualize(graph: Graph): boolean {
  return [...channelGroups(graph).values()].flat().some((group) => group !== FIXED);
}

/**
 * Pass: the same network with the channels of each value about as wide as each other, so that the 256 steps of the value are fine enough for all
 * of them. A convolution makes a channel wider by a factor, and those that read it divide by that; between them only what is positively
 * homogeneous may stand. Channels that nothing but depthwise convolutions read get one range; of others the root of the ratio is left,
 * since one filter's weights share a scale.
 *
 * @param graph - folded, activations not expanded
 * @param stats - of `graph`
 * @see M. Nagel and others, Data-free quantization through weight equalization and bias correction, 2019, section 4.1
 */
export function equalizeChannels(graph: Graph, stats: StatsByValue): Graph {
  const groups = channelGroups(graph);
  const factors = groupFactors(graph, groups, stats);
  const of = (value: string) => groups.get(value)!.map((group) => factors.get(group) ?? 1);
  const nodes = graph.nodes.map((node) =>
    node.op === 'convolution' ? scaledChannels(node, of(node.input), of(node.output)) : node,
  );
  return { ...graph, nodes };
}

/** What makes each group as wide as the widest that it meets in a value. */
function groupFactors(graph: Graph, groups: ChannelGroups, stats: StatsByValue): ReadonlyMap<number, number> {
  const ranges = new Map<number, number>();
  const companions = new DisjointSets<number>();
  for (const [value, own] of channelRanges(graph, stats)) {
    const free = [...groups.get(value)!.entries()].filter(([, group]) => group !== FIXED);
    for (const [channel, group] of free) {
      ranges.set(group, Math.max(own[channel]!, ranges.get(group) ?? 0));
      companions.join(free[0]![1], group);
    }
  }
  const widest = new Map<number, number>();
  for (const [group, range] of ranges) {
    const leader = companions.leaderOf(group);
    widest.set(leader, Math.max(range, widest.get(leader) ?? 0));
  }
  const readTogether = groupsReadTogether(graph, groups);
  return new Map(
    [...ranges].map(([group, range]) => {
      const ratio = range > 0 ? Math.min(LARGEST_FACTOR, widest.get(companions.leaderOf(group))! / range) : 1;
      return [group, readTogether.has(group) ? ratio ** SHARE : ratio];
    }),
  );
}

/**
 * How far each channel reaches. Before a leaky activation it reaches further down than behind it: the root of both products is
 * between what either would have.
 */
function channelRanges({ nodes }: Graph, stats: StatsByValue): [string, Float64Array][] {
  const activations = new Map(nodes.flatMap((node) => (node.op === 'activation' ? [[node.input, node]] : [])));
  return nodes.flatMap((node): [string, Float64Array][] => {
    const next = activations.get(node.output);
    if (next && isHomogeneous(next)) return [];
    const after = stats.get(node.output)!;
    const before = node.op === 'activation' ? stats.get(node.input)! : after;
    return [[node.output, after.highs.map((high, channel) => Math.max(high, lowOf(before, after, channel)))]];
  });
}

function lowOf(before: ActivationStats, after: ActivationStats, channel: number): number {
  return Math.sqrt(before.lows[channel]! * after.lows[channel]!);
}

/** Groups that some filter reads along with others. */
function groupsReadTogether({ nodes }: Graph, groups: ChannelGroups): ReadonlySet<number> {
  const readers = nodes.filter((node) => node.op === 'convolution' && node.weights.dims[1]! > 1);
  return new Set((readers as ConvolutionNode[]).flatMap(({ input }) => groups.get(input)!));
}

/** A convolution that reads channels scaled by some factors, and scales what it makes by others. */
function scaledChannels(node: ConvolutionNode, read: readonly number[], made: readonly number[]): ConvolutionNode {
  const { weights, biases, size, groups } = node;
  const [filters, depth] = weights.dims as [number, number];
  const area = size ** 2;
  const channelOf = (index: number) => {
    const filter = Math.floor(index / (depth * area));
    return Math.floor(filter / (filters / groups)) * depth + (Math.floor(index / area) % depth);
  };
  const factorOf = (index: number) => made[Math.floor(index / (depth * area))]! / read[channelOf(index)]!;
  return {
    ...node,
    weights: { ...weights, values: () => weights.values().map((weight, index) => weight * factorOf(index)) },
    biases: { ...biases, values: () => biases.values().map((bias, filter) => bias * made[filter]!) },
  };
}
