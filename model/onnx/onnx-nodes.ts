import { BATCH_NORM_EPSILON } from '../ir/fold-batch-norm.ts';
import type { ConvolutionNode, FloatTensor, Graph, GraphNode, SpaceToDepthNode } from '../ir/graph.ts';
import { IMAGE_VALUE } from '../ir/graph.ts';
import { floatInitializer, type Initializer, int64Initializer, type OnnxNode, onnxNode } from './messages.ts';

/** Name of the graph's input. */
export const INPUT_NAME = 'frames';

/**
 * How bytes become floats: by a cast and a division, once the layout has changed while a value is still one byte; or by one operator
 * that takes bytes on a GPU too, where there is no cast of them.
 */
export type ImageForm = 'cast' | 'dequantize';

/** The operators and constants of a graph; constants of one value stand once. */
export function onnxGraphNodes(
  graph: Graph,
  image: ImageForm = 'cast',
): { nodes: OnnxNode[]; initializers: Initializer[] } {
  const initializers = new Map<string, Initializer>();
  const constants: Constants = {
    tensor(name, { dims, values }) {
      initializers.set(name, floatInitializer(name, dims, values));
      return name;
    },
    scalar(value) {
      const name = `constant_${value}`;
      initializers.set(
        name,
        floatInitializer(name, [], () => Float32Array.of(value)),
      );
      return name;
    },
    integers(name, values) {
      initializers.set(name, int64Initializer(name, values));
      return name;
    },
  };
  const nodes = [...imageNodes(constants, image), ...graph.nodes.flatMap((node) => operatorsOf(node, constants))];
  return { nodes, initializers: [...initializers.values()] };
}

/** Names of constants that nodes read, made on the way. */
export interface Constants {
  tensor(name: string, tensor: FloatTensor): string;
  scalar(value: number): string;
  integers(name: string, values: readonly number[]): string;
}

/** Bytes, channels last → floats 0..1, channels first. */
function imageNodes(constants: Constants, image: ImageForm): OnnxNode[] {
  if (image === 'dequantize') {
    return [
      onnxNode('DequantizeLinear', [INPUT_NAME, constants.scalar(1 / 255)], 'frames_float'),
      onnxNode('Transpose', ['frames_float'], IMAGE_VALUE, { perm: [0, 3, 1, 2] }),
    ];
  }
  return [
    onnxNode('Transpose', [INPUT_NAME], 'frames_planar', { perm: [0, 3, 1, 2] }),
    onnxNode('Cast', ['frames_planar'], 'frames_float', { to: 1 }),
    onnxNode('Div', ['frames_float', constants.scalar(255)], IMAGE_VALUE),
  ];
}

/** The operators of one node; activations are expanded before. */
export function operatorsOf(node: GraphNode, constants: Constants): OnnxNode[] {
  switch (node.op) {
    case 'convolution':
      return convolution(node, constants);
    case 'activation':
      throw new Error(`${node.activation} has to be expanded before the graph is written`);
    case 'maxPool':
    case 'averagePool': {
      const { size, stride, paddingBefore: before, paddingAfter: after } = node;
      const pads = [before, before, after, after];
      const operator = node.op === 'maxPool' ? 'MaxPool' : 'AveragePool';
      return [
        onnxNode(operator, [node.input], node.output, { kernel_shape: [size, size], strides: [stride, stride], pads }),
      ];
    }
    case 'globalAveragePool':
      return [onnxNode('GlobalAveragePool', [node.input], node.output)];
    case 'spaceToDepth':
      return node.isReinterpreted ? reorganisation(node, constants) : [spaceToDepth(node.input, node.output, node)];
    case 'slice': {
      const starts = constants.integers(`${node.output}_starts`, [node.first]);
      const ends = constants.integers(`${node.output}_ends`, [node.first + node.shape.channels]);
      return [onnxNode('Slice', [node.input, starts, ends, constants.integers('channel_axis', [1])], node.output)];
    }
    case 'concat':
      return [onnxNode('Concat', node.inputs, node.output, { axis: 1 })];
    case 'upsample': {
      const { factor } = node;
      const values = () => Float32Array.of(1, 1, factor, factor);
      const scales = constants.tensor(`upsample_${factor}`, { dims: [4], values });
      return [
        onnxNode('Resize', [node.input, '', scales], node.output, {
          mode: 'nearest',
          coordinate_transformation_mode: 'asymmetric',
          nearest_mode: 'floor',
        }),
      ];
    }
    case 'elementwise': {
      const inputs = node.inputs.map((input) => (typeof input === 'number' ? constants.scalar(input) : input));
      const attributes = Object.entries(node.attributes).map(([name, float]) => [name, { float }]);
      return [onnxNode(node.operator, inputs, node.output, Object.fromEntries(attributes))];
    }
  }
}

function spaceToDepth(input: string, output: string, { blockSize }: SpaceToDepthNode): OnnxNode {
  return onnxNode('SpaceToDepth', [input], output, { blocksize: blockSize });
}

/** The heights and widths are worked out while the graph runs, since one file serves all sizes. */
function reorganisation(node: SpaceToDepthNode, constants: Constants): OnnxNode[] {
  const { input, output, blockSize: side } = node;
  const named = (what: string) => `${output}_${what}`;
  const [area, sides] = [
    constants.integers(`block_area_${side}`, [1, side ** 2, 1, 1]),
    constants.integers(`block_sides_${side}`, [1, 1, side, side]),
  ];
  return [
    onnxNode('Shape', [input], named('shape')),
    onnxNode('Div', [named('shape'), area], named('fewer_channels')),
    onnxNode('Mul', [named('fewer_channels'), sides], named('large_shape')),
    onnxNode('Mul', [named('shape'), area], named('more_channels')),
    onnxNode('Div', [named('more_channels'), sides], named('small_shape')),
    onnxNode('Reshape', [input, named('large_shape')], named('large')),
    spaceToDepth(named('large'), named('blocks'), node),
    onnxNode('Reshape', [named('blocks'), named('small_shape')], output),
  ];
}

function convolution(node: ConvolutionNode, constants: Constants): OnnxNode[] {
  const { output, size, stride, padding, groups, batchNorm } = node;
  const weights = constants.tensor(`${output}_weights`, node.weights);
  const biases = constants.tensor(`${output}_biases`, node.biases);
  const attributes = {
    kernel_shape: [size, size],
    strides: [stride, stride],
    pads: [padding, padding, padding, padding],
    group: groups,
  };
  if (!batchNorm) return [onnxNode('Conv', [node.input, weights, biases], output, attributes)];
  const unscaled = `${output}_unscaled`;
  const scales = constants.tensor(`${output}_scales`, batchNorm.scales);
  const means = constants.tensor(`${output}_means`, batchNorm.means);
  const variances = constants.tensor(`${output}_variances`, batchNorm.variances);
  return [
    onnxNode('Conv', [node.input, weights], unscaled, attributes),
    onnxNode('BatchNormalization', [unscaled, scales, biases, means, variances], output, {
      epsilon: { float: BATCH_NORM_EPSILON },
    }),
  ];
}
