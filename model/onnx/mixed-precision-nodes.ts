import type { FloatTensor } from '../ir/graph.ts';
import type { MixedPrecisionLayer, QuantizedHead } from '../ir/quantized-graph.ts';
import { type OnnxNode, onnxNode } from './messages.ts';
import { operatorsOf } from './onnx-nodes.ts';
import type { Constants } from './quantized-constants.ts';
import { transposed } from './transposed.ts';

/** Bytes, channels last → floats, channels first, and back. */
export function floatLayerOperators(layer: MixedPrecisionLayer, constants: Constants): OnnxNode[] {
  const { input, output, nodes, read, made, madeScale } = layer;
  const written = constants.quantization({ scale: madeScale, zeroPoint: output.zeroPoint });
  return [
    onnxNode('DequantizeLinear', constants.read(input), `${read}_last`),
    onnxNode('Transpose', [`${read}_last`], read, { perm: [0, 3, 1, 2] }),
    ...nodes.flatMap((node) => operatorsOf(node, constants)),
    onnxNode('Transpose', [made], `${made}_last`, { perm: [0, 2, 3, 1] }),
    onnxNode('QuantizeLinear', [`${made}_last`, ...written], output.name),
  ];
}

/** A 1 × 1 convolution of bytes, channels last, in floats. */
export function floatHeadSums(
  head: QuantizedHead,
  weights: FloatTensor,
  sums: string,
  constants: Constants,
): OnnxNode[] {
  const { name, input } = head;
  const [filters, depth] = weights.dims as [number, number];
  const values = () => transposed(weights.values(), filters);
  const matrix = constants.tensor(`${name}_weights`, { dims: [depth, filters], values });
  const biases = constants.floats(`${name}_biases`, head.biases, filters);
  return [
    onnxNode('DequantizeLinear', constants.read(input), `${name}_read`),
    onnxNode('MatMul', [`${name}_read`, matrix], `${name}_products`),
    onnxNode('Add', [`${name}_products`, biases], sums),
  ];
}
