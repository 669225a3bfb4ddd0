import type {
  ActivationName,
  ConvolutionalLayer,
  Layer,
  Network,
  RouteLayer,
  ShortcutLayer,
} from '../darknet/network.ts';
import type { ConvolutionWeights, NetworkWeights } from '../darknet/weights-file.ts';
import { type FloatTensor, type Graph, type GraphNode, IMAGE_VALUE } from './graph.ts';

/** Name of the value that a layer makes, after its activation. */
export function layerValue(index: number): string {
  return `layer${index}`;
}

/** Index of the layer that a value is made in, also halfway; `null` for the image. */
export function layerOfValue(value: string): number | null {
  const [, index] = /^layer(\d+)(?:_|$)/.exec(value) ?? [];
  return index === undefined ? null : Number(index);
}

/** The graph of a darknet network, one node or a few for each layer; nothing is folded or expanded yet. */
export function graphFromNetwork(network: Network, weights: NetworkWeights): Graph {
  const nodes: GraphNode[] = [];
  const values = new Map<number, string>([[-1, IMAGE_VALUE]]);
  for (const layer of network.layers) {
    const inputs = layer.inputs.map((index) => values.get(index)!);
    nodes.push(...nodesOf(layer, inputs, network, weights));
    values.set(layer.index, makesNothing(layer) ? inputs[0]! : layerValue(layer.index));
  }
  return { input: network.input, nodes, outputs: network.yoloLayers.map(({ inputs: [input] }) => values.get(input!)!) };
}

function makesNothing(layer: Layer): boolean {
  return layer.kind === 'dropout' || layer.kind === 'yolo';
}

function nodesOf(layer: Layer, inputs: readonly string[], network: Network, weights: NetworkWeights): GraphNode[] {
  const input = inputs[0]!;
  const made = { output: layerValue(layer.index), shape: layer.output };
  switch (layer.kind) {
    case 'convolutional':
      return convolution(layer, input, weights.get(layer.index)!);
    case 'maxpool': {
      const paddingBefore = Math.trunc(layer.padding / 2);
      const paddingAfter = layer.padding - paddingBefore;
      return [{ op: 'maxPool', input, size: layer.size, stride: layer.stride, paddingBefore, paddingAfter, ...made }];
    }
    case 'route':
      return route(layer, inputs, network);
    case 'shortcut':
      return shortcut(layer, inputs);
    case 'upsample':
      return [{ op: 'upsample', input, factor: layer.stride, ...made }];
    case 'dropout':
    case 'yolo':
      return [];
  }
}

function convolution(layer: ConvolutionalLayer, input: string, floats: ConvolutionWeights): GraphNode[] {
  const { size, stride, padding, groups, inputChannels, output: shape } = layer;
  const perFilter = (values: Float32Array): FloatTensor => ({ dims: [shape.channels], values: () => values });
  const norm = floats.batchNorm;
  const linear: GraphNode = {
    op: 'convolution',
    input,
    size,
    stride,
    padding,
    groups,
    weights: { dims: [shape.channels, inputChannels / groups, size, size], values: () => floats.weights },
    biases: perFilter(floats.biases),
    batchNorm: norm && {
      scales: perFilter(norm.scales),
      means: perFilter(norm.means),
      variances: perFilter(norm.variances),
    },
    output: linearValue(layer),
    shape,
  };
  return [linear, ...activation(layer)];
}

function shortcut(layer: ShortcutLayer, inputs: readonly string[]): GraphNode[] {
  const sums = inputs.slice(1).map((other, index): GraphNode => {
    const isLast = index === inputs.length - 2;
    return {
      op: 'elementwise',
      operator: 'Add',
      inputs: [index === 0 ? inputs[0]! : partialSum(layer, index - 1), other],
      attributes: {},
      output: isLast ? linearValue(layer) : partialSum(layer, index),
      shape: layer.output,
    };
  });
  return [...sums, ...activation(layer)];
}

function route(layer: RouteLayer, inputs: readonly string[], network: Network): GraphNode[] {
  const output = layerValue(layer.index);
  if (layer.groups === 1) return [{ op: 'concat', inputs, output, shape: layer.output }];
  const parts = inputs.map((input, index): GraphNode => {
    const whole = network.layers[layer.inputs[index]!]!.output;
    const channels = whole.channels / layer.groups;
    const name = inputs.length === 1 ? output : `${output}_part${index}`;
    return { op: 'slice', input, first: channels * layer.groupId, output: name, shape: { ...whole, channels } };
  });
  if (parts.length === 1) return parts;
  return [...parts, { op: 'concat', inputs: parts.map((part) => part.output), output, shape: layer.output }];
}

interface Activated {
  readonly index: number;
  readonly activation: ActivationName;
  readonly output: Layer['output'];
}

function linearValue(layer: Activated): string {
  return layer.activation === 'linear' ? layerValue(layer.index) : `${layerValue(layer.index)}_linear`;
}

function partialSum(layer: Activated, index: number): string {
  return `${layerValue(layer.index)}_sum${index}`;
}

function activation(layer: Activated): GraphNode[] {
  if (layer.activation === 'linear') return [];
  const { activation, output: shape } = layer;
  return [{ op: 'activation', input: linearValue(layer), activation, output: layerValue(layer.index), shape }];
}
