import type { Layer, Network } from './network.ts';
import { HEADER_BYTES, layerFloats, weightBytesOf } from './weights-layout.ts';

/**
 * A well-behaved pseudo-random value in −1..1 that depends on its index and the seed alone.
 *
 * @see MurmurHash3, fmix32
 */
export function syntheticUnit(index: number, seed: number): number {
  let hash = (index + Math.imul(seed, 2654435761)) | 0;
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 16;
  return (hash >>> 0) / 2 ** 31 - 1;
}

/** Of a head that sees nothing: an objectness of 5e-5. */
const SHUT_BIAS = -10;

/**
 * A weights file for architectures whose trained weights are not at hand: activations keep their scale through the network.
 *
 * @param gain - spread of the weights against He's uniform bound, `sqrt(6 / fan-in)`
 * @param options.isBlind - whether its heads see nothing, as trained ones see little: else much of the time goes to boxes that mean nothing
 */
export function syntheticWeights(network: Network, seed: number, gain: number, { isBlind = false } = {}): Uint8Array {
  const bytes = new Uint8Array(weightBytesOf(network));
  new Int32Array(bytes.buffer, 0, 3).set([0, 2, 5]);
  const floats = new Float32Array(bytes.buffer, HEADER_BYTES);
  let index = 0;
  const fill = (count: number, centre: number, spread: number) => {
    for (const end = index + count; index < end; index++) floats[index] = centre + spread * syntheticUnit(index, seed);
  };
  for (const [position, layer] of network.layers.entries()) {
    const counts = layerFloats(layer);
    const isShut = isBlind && network.layers[position + 1]?.kind === 'yolo';
    fill(counts.biases, isShut ? SHUT_BIAS : 0, 0.1);
    fill(counts.batchNorm, 1, 0.2);
    fill(counts.batchNorm, 0, 0.1);
    fill(counts.batchNorm, 1, 0.5);
    fill(counts.weights, ...weightSpread(layer, isShut ? 0 : gain));
  }
  return bytes;
}

function weightSpread(layer: Layer, gain: number): [centre: number, spread: number] {
  if (layer.kind !== 'convolutional') return [0.5, 1];
  return [0, gain * Math.sqrt(6 / ((layer.inputChannels / layer.groups) * layer.size ** 2))];
}
