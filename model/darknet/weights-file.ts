import { ModelError } from '../../shared/errors.ts';
import type { Network } from './network.ts';
import { convolutionFloats, convolutionsOf, HEADER_BYTES, weightBytesOf } from './weights-layout.ts';

/** Batch normalisation of one convolution, one value a filter. */
export interface BatchNorm {
  readonly scales: Float32Array;
  readonly means: Float32Array;
  readonly variances: Float32Array;
}

/** Floats of one convolution, as views on the file's bytes. */
export interface ConvolutionWeights {
  readonly biases: Float32Array;
  readonly batchNorm: BatchNorm | null;
  /** `[filters, inputChannels / groups, size, size]` */
  readonly weights: Float32Array;
}

/** Weights by layer index. */
export type NetworkWeights = ReadonlyMap<number, ConvolutionWeights>;

/**
 * Bytes of the header of a weights file.
 *
 * @param start - at least its first 8 bytes
 * @see AlexeyAB/darknet, parser.c, load_weights_upto
 */
export function headerBytesOf(start: Uint8Array): number {
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const hasWideCounter = view.getInt32(0, true) * 10 + view.getInt32(4, true) >= 2;
  return hasWideCounter ? HEADER_BYTES : HEADER_BYTES - 4;
}

/** @throws {ModelError} `MODEL_WEIGHTS_MISMATCH` unless a file of that size can belong to the network */
export function checkWeightsSize(network: Network, fileBytes: number, start: Uint8Array, file: string): void {
  const expected = weightBytesOf(network, start.byteLength < 8 ? HEADER_BYTES : headerBytesOf(start));
  if (fileBytes === expected) return;
  throw new ModelError(
    'MODEL_WEIGHTS_MISMATCH',
    `Expected \`${file}\` to have the ${expected} bytes that its network definition asks for, got ${fileBytes} bytes. The weights belong to another cfg, or the file is cut.`,
  );
}

/**
 * The weights of a darknet file; nothing is copied.
 *
 * @param bytes - the whole file, at a byte offset that is a multiple of 4
 * @throws {ModelError} `MODEL_WEIGHTS_MISMATCH`
 */
export function readWeights(bytes: Uint8Array, network: Network, file: string): NetworkWeights {
  checkWeightsSize(network, bytes.byteLength, bytes.subarray(0, HEADER_BYTES), file);
  let offset = bytes.byteOffset + headerBytesOf(bytes);
  const take = (floats: number) => {
    const view = new Float32Array(bytes.buffer, offset, floats);
    offset += view.byteLength;
    return view;
  };
  const layers = new Map<number, ConvolutionWeights>();
  for (const layer of convolutionsOf(network)) {
    const floats = convolutionFloats(layer);
    const biases = take(floats.biases);
    const batchNorm = layer.batchNormalize
      ? { scales: take(floats.batchNorm), means: take(floats.batchNorm), variances: take(floats.batchNorm) }
      : null;
    layers.set(layer.index, { biases, batchNorm, weights: take(floats.weights) });
  }
  return layers;
}
