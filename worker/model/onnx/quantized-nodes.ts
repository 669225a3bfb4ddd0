import type {
  Quantization,
  QuantizedGraph,
  QuantizedHead,
  QuantizedNode,
  QuantizedValue,
} from '../quantize/quantized-graph.ts';
import {
  floatInitializer,
  type Initializer,
  int64Initializer,
  integerInitializer,
  type OnnxNode,
  onnxNode,
  runtimeNode,
} from './messages.ts';
import { INPUT_NAME } from './onnx-nodes.ts';
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
  const nodes = graph.nodes.map((node) => operatorOf(node, constants));
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

/** Constants of one value stand once. */
class Constants {
  readonly #initializers = new Map<string, Initializer>();

  all(): Initializer[] {
    return [...this.#initializers.values()];
  }

  add(initializer: Initializer): string {
    this.#initializers.set(initializer.name, initializer);
    return initializer.name;
  }

  /** Names of scale and zero point. */
  quantization({ scale, zeroPoint }: Quantization): string[] {
    return [this.#scale(scale), this.#zeroPoint(zeroPoint)];
  }

  /** Name of the value, then of its scale and zero point. */
  read(value: QuantizedValue): string[] {
    return [value.name, ...this.quantization(value)];
  }

  floats(name: string, values: () => Float32Array, length: number): string {
    return this.add(floatInitializer(name, [length], values));
  }

  zeros(count: number): string {
    return this.add(integerInitializer(`zeros_${count}`, 'int8', [count], () => new Int8Array(count)));
  }

  #scale(scale: number): string {
    return this.add(floatInitializer(`scale_${scale}`, [], () => Float32Array.of(scale)));
  }

  #zeroPoint(zeroPoint: number): string {
    return this.add(integerInitializer(`zero_point_${zeroPoint}`, 'uint8', [], () => Uint8Array.of(zeroPoint)));
  }
}

function operatorOf(node: QuantizedNode, constants: Constants): OnnxNode {
  const { name } = node.output;
  const written = constants.quantization(node.output);
  switch (node.op) {
    case 'convolution': {
      const { size, stride, padding, groups, weights } = node;
      const filters = weights.scales.length;
      const inputs = [
        ...constants.read(node.input),
        constants.add(integerInitializer(`${name}_weights`, 'int8', weights.dims, weights.values)),
        constants.floats(`${name}_weight_scales`, () => weights.scales, filters),
        constants.zeros(filters),
        ...written,
        constants.add(integerInitializer(`${name}_biases`, 'int32', [filters], node.biases)),
      ];
      return runtimeNode('QLinearConv', inputs, name, {
        kernel_shape: [size, size],
        strides: [stride, stride],
        pads: [padding, padding, padding, padding],
        group: groups,
        channels_last: 1,
      });
    }
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
  const { name, input, weights, shape, anchors } = head;
  const filters = weights.scales.length;
  const [scale, zeroPoint] = constants.quantization(input) as [string, string];
  const depth = weights.dims[1]!;
  const inputs = [
    input.name,
    constants.add(
      integerInitializer(`${name}_weights`, 'int8', [depth, filters], () => transposed(weights.values(), filters)),
    ),
    scale,
    constants.floats(`${name}_weight_scales`, () => weights.scales, filters),
    zeroPoint,
    constants.zeros(filters),
    constants.floats(`${name}_biases`, head.biases, filters),
  ];
  const dims = [0, shape.height, shape.width, anchors, shape.channels / anchors];
  const target = constants.add(int64Initializer(`${name}_shape`, dims));
  const linear = `${name}_linear_sums`;
  const sums = runtimeNode('MatMulIntegerToFloat', inputs, linear);
  if (!head.isLogistic) return [sums, onnxNode('Reshape', [linear, target], name)];
  const logistic = `${name}_logistic`;
  return [sums, onnxNode('Sigmoid', [linear], logistic), onnxNode('Reshape', [logistic, target], name)];
}

function transposed(values: Int8Array, rows: number): Int8Array {
  const columns = values.length / rows;
  const result = new Int8Array(values.length);
  for (let row = 0, index = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, index++) result[column * rows + row] = values[index]!;
  }
  return result;
}
