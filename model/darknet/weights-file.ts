import { ModelError } from '../../shared/errors.ts';
import type { Network } from './network.ts';
import { HEADER_BYTES, layerFloats, weightBytesOf } from './weights-layout.ts';

/** Batch normalisation of one layer, one value a channel. */
export interface BatchNorm {
  readonly scales: Float32Array;
  readonly means: Float32Array;
  readonly variances: Float32Array;
}

/** Floats of one layer, as views on the file's bytes; a part that a layer does not have is empty. */
export interface LayerWeights {
  /** One a channel. */
  readonly biases: Float32Array;
  readonly batchNorm: BatchNorm | null;
  /** Of a convolution `[filters, inputChannels / groups, size, size]`, of a shortcut `[inputs, 1 or channels]`. */
  readonly weights: Float32Array;
}

/** By layer index, of the layers that have some. */
export type NetworkWeights = ReadonlyMap<number, LayerWeights>;

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
  const layers = new Map<number, LayerWeights>();
  for (const layer of network.layers) {
    const floats = layerFloats(layer);
    if (floats.total === 0) continue;
    const biases = take(floats.biases);
    const batchNorm =
      floats.batchNorm > 0
        ? { scales: take(floats.batchNorm), means: take(floats.batchNorm), variances: take(floats.batchNorm) }
        : null;
    layers.set(layer.index, { biases, batchNorm, weights: take(floats.weights) });
  }
  return layers;
}
