import { type ActivationNode, type Graph, type GraphNode, IMAGE_VALUE, inputsOf } from '../ir/graph.ts';
import { DisjointSets } from './disjoint-sets.ts';

/** The group of channels that no factor may be put on. */
export const FIXED = 0;

/** Of each value, the group of each channel. */
export type ChannelGroups = ReadonlyMap<string, readonly number[]>;

/**
 * Channels that have to be scaled alike for a network to stay the same: what only moves a channel or rectifies it leaves it in its group,
 * a sum joins two, a convolution begins new ones. Of the image, of the heads and about activations that bend values it is `FIXED`.
 *
 * @param graph - folded, activations not expanded
 */
export function channelGroups({ input, nodes, outputs }: Graph): ChannelGroups {
  const sets = new DisjointSets<number>();
  const groups = new Map([[IMAGE_VALUE, new Array<number>(input.channels).fill(FIXED)]]);
  let count = FIXED;
  const fix = (value: string) => {
    for (const group of groups.get(value)!) sets.join(FIXED, group);
  };
  const made = (node: GraphNode): number[] => {
    const [own = [], ...others] = inputsOf(node).map((value) => groups.get(value)!);
    const { channels } = node.shape;
    if (node.op === 'convolution') return Array.from({ length: channels }, () => ++count);
    if (node.op === 'concat') return [own, ...others].flat();
    if (node.op === 'slice') return own.slice(node.first, node.first + channels);
    if (movesChannels(node)) return own;
    if (isSum(node) && others.every(({ length }) => length === channels)) {
      for (const other of others) joinAll(sets, own, other);
      return own;
    }
    for (const value of inputsOf(node)) fix(value);
    return new Array<number>(channels).fill(FIXED);
  };
  for (const node of nodes) groups.set(node.output, made(node));
  for (const output of outputs) fix(output);
  return new Map([...groups].map(([value, own]) => [value, own.map((group) => sets.leaderOf(group))]));
}

/** Whether f(s · x) is s · f(x) for every factor s above 0. */
export function isHomogeneous({ activation }: ActivationNode): boolean {
  return activation === 'leaky' || activation === 'relu';
}

function movesChannels(node: GraphNode): boolean {
  if (node.op === 'activation') return isHomogeneous(node);
  return ['maxPool', 'averagePool', 'globalAveragePool', 'upsample'].includes(node.op);
}

function isSum(node: GraphNode): boolean {
  return node.op === 'elementwise' && node.operator === 'Add' && node.inputs.every((one) => typeof one === 'string');
}

/** `FIXED` stays the leader of its set. */
function joinAll(sets: DisjointSets<number>, some: readonly number[], others: readonly number[]): void {
  for (const [channel, group] of some.entries()) {
    const other = others[channel]!;
    if (sets.leaderOf(other) === FIXED) sets.join(other, group);
    else sets.join(group, other);
  }
}
