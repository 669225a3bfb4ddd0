import type {
  ConvolutionalLayer,
  Layer,
  Network,
  ProductLayer,
  RouteLayer,
  UpsampleLayer,
} from '../darknet/network.ts';
import type { LayerWeights, NetworkWeights } from '../darknet/network-weights.ts';
import { batchNormTensors, channelFactors } from './channel-factors.ts';
import { type Graph, type GraphNode, IMAGE_VALUE } from './graph.ts';
import { activationNodes, layerValue, linearValue } from './layer-values.ts';
import { shortcutNodes } from './shortcut-nodes.ts';

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
  const isLinear = layer.kind === 'activation' && layer.activation === 'linear';
  return isLinear || layer.kind === 'dropout' || layer.kind === 'empty' || layer.kind === 'yolo';
}

function nodesOf(layer: Layer, inputs: readonly string[], network: Network, weights: NetworkWeights): GraphNode[] {
  const input = inputs[0]!;
  const made = { output: layerValue(layer.index), shape: layer.output };
  switch (layer.kind) {
    case 'convolutional':
      return convolution(layer, input, weights.get(layer.index)!);
    case 'maxpool':
    case 'local_avgpool': {
      const paddingBefore = Math.trunc(layer.padding / 2);
      const paddingAfter = layer.padding - paddingBefore;
      const op = layer.kind === 'maxpool' ? 'maxPool' : 'averagePool';
      return [{ op, input, size: layer.size, stride: layer.stride, paddingBefore, paddingAfter, ...made }];
    }
    case 'avgpool':
      return [{ op: 'globalAveragePool', input, ...made }];
    case 'reorg':
      return [{ op: 'spaceToDepth', input, blockSize: layer.stride, isReinterpreted: layer.isReinterpreted, ...made }];
    case 'route':
      return route(layer, inputs, network);
    case 'shortcut': {
      const shapes = layer.inputs.map((index) => network.layers[index]?.output ?? network.input);
      const addends = inputs.map((value, index) => ({ value, shape: shapes[index]! }));
      return shortcutNodes(layer, addends, weights.get(layer.index)?.weights ?? null);
    }
    case 'scale_channels':
    case 'sam':
      return product(layer, inputs);
    case 'upsample':
      return upsample(layer, input);
    case 'batchnorm':
      return [batchNorm(layer, input, weights.get(layer.index)!)];
    case 'activation':
      return activationNodes(layer, input);
    case 'dropout':
    case 'empty':
    case 'yolo':
      return [];
  }
}

function convolution(layer: ConvolutionalLayer, input: string, floats: LayerWeights): GraphNode[] {
  const { size, stride, padding, groups, inputChannels, output: shape } = layer;
  const linear: GraphNode = {
    op: 'convolution',
    input,
    size,
    stride,
    padding,
    groups,
    weights: { dims: [shape.channels, inputChannels / groups, size, size], values: () => floats.weights },
    biases: { dims: [shape.channels], values: () => floats.biases },
    batchNorm: batchNormTensors(floats),
    output: linearValue(layer),
    shape,
  };
  return [linear, ...activationNodes(layer)];
}

function batchNorm({ index, output: shape }: Layer, input: string, floats: LayerWeights): GraphNode {
  const ones = () => new Float32Array(shape.channels).fill(1);
  const identity = channelFactors({ output: layerValue(index), shape }, input, ones);
  const biases = { dims: [shape.channels], values: () => floats.biases };
  return { ...identity, biases, batchNorm: batchNormTensors(floats) };
}

function upsample({ index, stride, scale, output: shape }: UpsampleLayer, input: string): GraphNode[] {
  const output = layerValue(index);
  if (scale === 1) return [{ op: 'upsample', input, factor: stride, output, shape }];
  const large = `${output}_unscaled`;
  const scales = () => new Float32Array(shape.channels).fill(scale);
  return [
    { op: 'upsample', input, factor: stride, output: large, shape },
    channelFactors({ output, shape }, large, scales),
  ];
}

/** The larger value goes first. */
function product(layer: ProductLayer, inputs: readonly string[]): GraphNode[] {
  const [factors, scaled] = inputs;
  const linear: GraphNode = {
    op: 'elementwise',
    operator: 'Mul',
    inputs: [scaled!, factors!],
    attributes: {},
    output: linearValue(layer),
    shape: layer.output,
  };
  return [linear, ...activationNodes(layer)];
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
