import type {
  MixedPrecisionLayer,
  QuantizedConvolution,
  QuantizedGraph,
  QuantizedHead,
  QuantizedNode,
  QuantizedValue,
  QuantizedWeights,
} from '../ir/quantized-graph.ts';
import { int64Initializer, integerInitializer, type OnnxNode, onnxNode, runtimeNode } from './messages.ts';
import { floatHeadSums, floatLayerOperators } from './mixed-precision-nodes.ts';
import { INPUT_NAME } from './onnx-nodes.ts';
import { Constants } from './quantized-constants.ts';
import { groupedConvolution } from './space-to-depth.ts';
import { transposed } from './transposed.ts';
import { contentChunks } from './write-onnx.ts';

/**
 * The bytes of a quantised network's ONNX file in pieces.
 *
 * Input `frames`: uint8 `[N, height, width, 3]`; outputs: float32 `[N, height, width, anchors, 5 + classes]`.
 *
 * @param metadata - goes into the file's `metadata_props`
 * @param watched - names of values that are handed out too, as bytes `[N, height, width, channels]`
 */
export function quantizedOnnxChunks(
  graph: QuantizedGraph,
  metadata: Readonly<Record<string, string>>,
  watched: ReadonlySet<string> = new Set(),
): Generator<Uint8Array> {
  const constants = new Constants();
  const nodes = graph.nodes.flatMap((node) => operatorsOf(node, constants));
  const heads = graph.heads.flatMap((head) => headOperators(head, constants));
  const outputs = graph.heads.map(({ name, shape, anchors }) => ({
    name,
    dims: ['N', shape.height, shape.width, anchors, shape.channels / anchors],
  }));
  const bytes = graph.nodes
    .filter(({ output }) => watched.has(output.name))
    .map(({ output: { name }, shape: { height, width, channels } }) => {
      return { name, dims: ['N', height, width, channels], type: 'uint8' as const };
    });
  const content = { nodes: [...nodes, ...heads], initializers: constants.all(), outputs: [...outputs, ...bytes] };
  return contentChunks(content, metadata);
}

/** Name of the image's bytes inside a quantised graph. */
export const IMAGE_BYTES = INPUT_NAME;

function operatorsOf(node: QuantizedNode, constants: Constants): OnnxNode[] {
  switch (node.op) {
    case 'floats':
      return floatLayerOperators(node, constants);
    case 'convolution':
      return convolution(node, constants);
    default:
      return [operatorOf(node, constants)];
  }
}

function convolution(node: QuantizedConvolution, constants: Constants): OnnxNode[] {
  const { input, output, size, stride, padding, groups } = node;
  const grouped = groupedConvolution(node, constants);
  const { weights, biases } = grouped ?? node;
  const { name } = output;
  const filters = weights.scales.length;
  const inputs = [
    grouped?.input ?? input.name,
    ...constants.quantization(input),
    constants.add(integerInitializer(`${name}_weights`, 'int8', weights.dims, weights.values)),
    constants.floats(`${name}_weight_scales`, () => weights.scales, filters),
    constants.zeros(filters),
    ...constants.quantization(output),
    constants.add(integerInitializer(`${name}_biases`, 'int32', [filters], biases)),
  ];
  const attributes = grouped?.attributes ?? {
    kernel_shape: [size, size],
    strides: [stride, stride],
    pads: [padding, padding, padding, padding],
  };
  const operator = runtimeNode('QLinearConv', inputs, grouped?.made ?? name, {
    ...attributes,
    group: groups,
    channels_last: 1,
  });
  return [...(grouped?.before ?? []), operator, ...(grouped?.after ?? [])];
}

function operatorOf(
  node: Exclude<QuantizedNode, MixedPrecisionLayer | QuantizedConvolution>,
  constants: Constants,
): OnnxNode {
  const { name } = node.output;
  const written = constants.quantization(node.output);
  switch (node.op) {
    case 'leaky':
      return runtimeNode('QLinearLeakyRelu', [...constants.read(node.input), ...written], name, {
        alpha: { float: 0.1 },
      });
    case 'sigmoid':
      return runtimeNode('QLinearSigmoid', [...constants.read(node.input), ...written], name);
    case 'add':
    case 'multiply': {
      const operator = node.op === 'add' ? 'QLinearAdd' : 'QLinearMul';
      return runtimeNode(operator, [...node.inputs.flatMap((input) => constants.read(input)), ...written], name);
    }
    case 'concat':
      return concat(node.inputs, node.output, constants);
    case 'maxPool': {
      const { size, stride, paddingBefore: before, paddingAfter: after } = node;
      const pads = [before, before, after, after];
      const attributes = { kernel_shape: [size, size], strides: [stride, stride], pads };
      return runtimeNode('NhwcMaxPool', [node.input.name], name, attributes);
    }
    case 'slice': {
      const at = (key: string, value: number) => constants.add(int64Initializer(key, [value]));
      const starts = at(`${name}_starts`, node.first);
      const ends = at(`${name}_ends`, node.first + node.shape.channels);
      return onnxNode('Slice', [node.input.name, starts, ends, at('channel_axis', 3)], name);
    }
    case 'upsample': {
      const { factor } = node;
      const scales = constants.floats(`upsample_${factor}`, () => Float32Array.of(1, factor, factor, 1), 4);
      return onnxNode('Resize', [node.input.name, '', scales], name, {
        mode: 'nearest',
        coordinate_transformation_mode: 'asymmetric',
        nearest_mode: 'floor',
      });
    }
  }
}

/** Bytes of one meaning are copied, others go through a table. */
function concat(inputs: readonly QuantizedValue[], output: QuantizedValue, constants: Constants): OnnxNode {
  const isCopy = inputs.every(({ scale, zeroPoint }) => scale === output.scale && zeroPoint === output.zeroPoint);
  const names = inputs.map((input) => input.name);
  if (isCopy) return onnxNode('Concat', names, output.name, { axis: 3 });
  const read = inputs.flatMap((input) => constants.read(input));
  return runtimeNode('QLinearConcat', [...constants.quantization(output), ...read], output.name, { axis: 3 });
}

function headOperators(head: QuantizedHead, constants: Constants): OnnxNode[] {
  const { name, weights, shape, anchors } = head;
  const linear = `${name}_linear_sums`;
  const sums =
    'scales' in weights
      ? [integerSums(head, weights, linear, constants)]
      : floatHeadSums(head, weights, linear, constants);
  const dims = [0, shape.height, shape.width, anchors, shape.channels / anchors];
  const target = constants.integers(`${name}_shape`, dims);
  if (!head.isLogistic) return [...sums, onnxNode('Reshape', [linear, target], name)];
  const logistic = `${name}_logistic`;
  return [...sums, onnxNode('Sigmoid', [linear], logistic), onnxNode('Reshape', [logistic, target], name)];
}

function integerSums(head: QuantizedHead, weights: QuantizedWeights, linear: string, constants: Constants): OnnxNode {
  const { name, input } = head;
  const filters = weights.scales.length;
  const [scale, zeroPoint] = constants.quantization(input) as [string, string];
  const values = () => transposed(weights.values(), filters);
  const inputs = [
    input.name,
    constants.add(integerInitializer(`${name}_weights`, 'int8', [weights.dims[1]!, filters], values)),
    scale,
    constants.floats(`${name}_weight_scales`, () => weights.scales, filters),
    zeroPoint,
    constants.zeros(filters),
    constants.floats(`${name}_biases`, head.biases, filters),
  ];
  return runtimeNode('MatMulIntegerToFloat', inputs, linear);
}
