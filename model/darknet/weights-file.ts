import type { Network } from './network.ts';
import type { LayerWeights, NetworkWeights } from './network-weights.ts';
import { layerFloats } from './weights-layout.ts';
import { checkNumbers } from './weights-numbers.ts';
import { checkWeightsSize, headerBytesOf, START_BYTES } from './weights-size.ts';

/**
 * The weights of a darknet file; nothing is copied.
 *
 * @param bytes - the whole file, at a byte offset that is a multiple of 4
 * @throws {ModelError} `MODEL_WEIGHTS_MISMATCH` for another size, and for floats that are no numbers, with the first such layer
 */
export function readWeights(bytes: Uint8Array, network: Network, file: string): NetworkWeights {
  checkWeightsSize(network, bytes.byteLength, bytes.subarray(0, START_BYTES), file);
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
  checkNumbers(network, layers, file);
  return layers;
}
