import type { ConvolutionalLayer, Network } from './network.ts';

/** Bytes before the first float: three int32 (version) and `seen`, 8 bytes since version 0.2. */
export const HEADER_BYTES = 20;

/** How many floats a convolution has in a weights file, part by part in file order. */
export interface ConvolutionFloats {
  readonly biases: number;
  /** 0 without batch normalisation; else as many as there are filters, for scales, means and variances each. */
  readonly batchNorm: number;
  readonly weights: number;
  readonly total: number;
}

/** @see AlexeyAB/darknet, parser.c, load_convolutional_weights */
export function convolutionFloats(layer: ConvolutionalLayer): ConvolutionFloats {
  const filters = layer.output.channels;
  const batchNorm = layer.batchNormalize ? filters : 0;
  const weights = filters * (layer.inputChannels / layer.groups) * layer.size ** 2;
  return { biases: filters, batchNorm, weights, total: filters + 3 * batchNorm + weights };
}

export function convolutionsOf(network: Network): ConvolutionalLayer[] {
  return network.layers.filter((layer) => layer.kind === 'convolutional');
}

/** Floats in the weights file of a network; the input's size does not matter. */
export function weightFloatsOf(network: Network): number {
  return convolutionsOf(network).reduce((sum, layer) => sum + convolutionFloats(layer).total, 0);
}

/** Bytes that a weights file must have, by the cfg alone. */
export function weightBytesOf(network: Network, headerBytes: number = HEADER_BYTES): number {
  return headerBytes + 4 * weightFloatsOf(network);
}
