import type { ConvolutionNode } from '../ir/graph.ts';
import type { Quantization, QuantizedWeights } from '../ir/quantized-graph.ts';

/**
 * 8; 7 where the CPU adds products of bytes in 16 bits that saturate (AVX2 without VNNI): weights of 8 bits would give wrong
 * sums there without a sign of it.
 */
export type WeightBits = 7 | 8;

const MAX_INT32 = 2 ** 31 - 1;

/** Weights and biases of a folded convolution; the weights' bytes are made when they are asked for. */
export interface QuantizedFilters {
  readonly weights: QuantizedWeights;
  /** Float biases, corrected. */
  readonly biases: () => Float32Array;
  /** In units of input scale × weight scale. */
  readonly integerBiases: () => Int32Array;
}

/**
 * Signed weights with a scale for each filter.
 *
 * @param means - what each input channel is on average: what rounding the weights shifts sums by is taken off the biases;
 *   `null` leaves them
 */
export function quantizeFilters(
  node: ConvolutionNode,
  input: Quantization,
  bits: WeightBits,
  means: Float64Array | null,
): QuantizedFilters {
  const limit = bits === 8 ? 127 : 63;
  const filters = node.shape.channels;
  const biases = node.biases.values();
  const floats = node.weights.values();
  const scales = Float32Array.from({ length: filters }, (_, filter) =>
    filterScale(filterOf(floats, filters, filter), biases[filter]!, limit, input.scale),
  );
  const values = () => quantizedValues(node.weights.values(), scales, limit);
  const corrected = () => {
    if (!means) return biases;
    return correctedBiases(node, biases, values(), scales, means);
  };
  return {
    weights: { dims: node.weights.dims, values, scales },
    biases: corrected,
    integerBiases: () =>
      Int32Array.from(corrected(), (bias, filter) => {
        const rounded = Math.round(bias / (input.scale * scales[filter]!));
        return Math.min(MAX_INT32, Math.max(-MAX_INT32, rounded));
      }),
  };
}

function filterOf(weights: Float32Array, filters: number, filter: number): Float32Array {
  const length = weights.length / filters;
  return weights.subarray(filter * length, (filter + 1) * length);
}

/** The largest weight fits, and so does the bias as a 32-bit sum. */
function filterScale(weights: Float32Array, bias: number, limit: number, inputScale: number): number {
  let largest = 0;
  for (let i = 0; i < weights.length; i++) largest = Math.max(largest, Math.abs(weights[i]!));
  return Math.max(largest / limit, Math.abs(bias) / (inputScale * 2 ** 30), 1e-12);
}

function quantizedValues(weights: Float32Array, scales: Float32Array, limit: number): Int8Array {
  const values = new Int8Array(weights.length);
  const length = weights.length / scales.length;
  for (let filter = 0, index = 0; filter < scales.length; filter++) {
    const scale = scales[filter]!;
    for (const end = index + length; index < end; index++) {
      values[index] = Math.min(limit, Math.max(-limit, Math.round(weights[index]! / scale)));
    }
  }
  return values;
}

/**
 * Biases from which is taken what rounding the weights shifts sums by on average.
 *
 * @see M. Nagel and others, Data-free quantization through weight equalization and bias correction, 2019, section 4.2
 */
function correctedBiases(
  node: ConvolutionNode,
  biases: Float32Array,
  values: Int8Array,
  scales: Float32Array,
  means: Float64Array,
): Float32Array {
  const weights = node.weights.values();
  const [filters, depth] = [scales.length, node.weights.dims[1]!];
  const area = node.size ** 2;
  const filtersPerGroup = filters / node.groups;
  return biases.map((bias, filter) => {
    const firstChannel = Math.trunc(filter / filtersPerGroup) * depth;
    let shift = 0;
    for (let channel = 0; channel < depth; channel++) {
      const start = (filter * depth + channel) * area;
      let difference = 0;
      for (let i = start; i < start + area; i++) difference += values[i]! * scales[filter]! - weights[i]!;
      shift += difference * means[firstChannel + channel]!;
    }
    return bias - shift;
  });
}
