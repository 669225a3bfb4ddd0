import type { Shape, ShortcutLayer, ShortcutWeights } from '../darknet/network.ts';
import { channelFactors } from './channel-factors.ts';
import type { GraphNode } from './graph.ts';
import { activationNodes, layerValue, linearValue } from './layer-values.ts';

/** A value that is summed up, and how many channels of the sum it reaches. */
interface Addend {
  readonly value: string;
  readonly channels: number;
}

/**
 * The sum of a `[shortcut]`: of each input as many channels as the sum has, of a thinner one all that it has.
 *
 * @param weights - `[inputs, 1 or channels]`, where the layer has some
 * @see AlexeyAB/darknet, blas.c, shortcut_multilayer_cpu
 */
export function shortcutNodes(
  layer: ShortcutLayer,
  inputs: readonly { readonly value: string; readonly shape: Shape }[],
  weights: Float32Array | null,
): GraphNode[] {
  const { output: shape } = layer;
  const name = layerValue(layer.index);
  const nodes: GraphNode[] = [];
  const add = (node: GraphNode) => {
    nodes.push(node);
    return node.output;
  };
  const slice = (value: string, first: number, end: number, output: string) =>
    add({ op: 'slice', input: value, first, output, shape: { ...shape, channels: end - first } });

  const addends = inputs.map(({ value, shape: { channels: whole } }, index): Addend => {
    const channels = Math.min(whole, shape.channels);
    const kept = whole === channels ? value : slice(value, 0, channels, `${name}_part${index}`);
    if (!layer.weights || !weights) return { value: kept, channels };
    const { weights: kind } = layer;
    const factors = () => shortcutFactors(kind, weights, inputs.length)[index]!;
    const made = { output: `${name}_weighted${index}`, shape: { ...shape, channels } };
    return { value: add(channelFactors(made, kept, () => perChannel(factors(), channels))), channels };
  });

  addends.slice(1).reduce((sum, { value, channels }, index) => {
    const output = index === addends.length - 2 ? linearValue(layer) : `${name}_sum${index}`;
    const isWhole = channels === shape.channels;
    const reached = isWhole ? sum : slice(sum, 0, channels, `${name}_reached${index}`);
    const added = add({
      op: 'elementwise',
      operator: 'Add',
      inputs: [reached, value],
      attributes: {},
      output: isWhole ? output : `${name}_added${index}`,
      shape: { ...shape, channels },
    });
    if (isWhole) return added;
    const rest = slice(sum, channels, shape.channels, `${name}_rest${index}`);
    return add({ op: 'concat', inputs: [added, rest], output, shape });
  }, addends[0]!.value);
  return [...nodes, ...activationNodes(layer)];
}

function perChannel(factors: Float32Array, channels: number): Float32Array {
  return factors.length === 1 ? new Float32Array(channels).fill(factors[0]!) : factors.subarray(0, channels);
}

/**
 * The factors of each input, normalised as darknet does when it loads a network for detection.
 *
 * @see AlexeyAB/darknet, network.c, fuse_conv_batchnorm
 */
function shortcutFactors({ normalization }: ShortcutWeights, weights: Float32Array, inputs: number): Float32Array[] {
  const count = weights.length / inputs;
  const factors = Array.from({ length: inputs }, () => new Float32Array(count));
  for (let channel = 0; channel < count; channel++) {
    const own = factors.map((_, input) => weights[input * count + channel]!);
    const largest = Math.max(...own);
    const positive = own.map((x) => (normalization === 'relu' ? Math.max(x, 0.001) : Math.exp(x - largest)));
    const sum = positive.reduce((total, x) => total + x, 0.0001);
    positive.forEach((x, input) => {
      factors[input]![channel] = x / sum;
    });
  }
  return factors;
}
