import type { Layer, Network } from './network.ts';

/** Bytes before the first float: three int32 (version) and `seen`, 8 bytes since version 0.2. */
export const HEADER_BYTES = 20;

/** How many floats a layer has in a weights file, part by part in file order. */
export interface LayerFloats {
  readonly biases: number;
  /** 0 without batch normalisation; else as many as there are channels, for scales, means and variances each. */
  readonly batchNorm: number;
  readonly weights: number;
  readonly total: number;
}

/** @see AlexeyAB/darknet, parser.c, load_convolutional_weights, load_batchnorm_weights, load_shortcut_weights */
export function layerFloats(layer: Layer): LayerFloats {
  const { channels } = layer.output;
  switch (layer.kind) {
    case 'convolutional': {
      const weights = channels * (layer.inputChannels / layer.groups) * layer.size ** 2;
      return floats(channels, layer.batchNormalize ? channels : 0, weights);
    }
    case 'batchnorm':
      return floats(channels, channels, 0);
    case 'shortcut': {
      const factors = layer.weights?.isPerChannel ? channels : 1;
      return floats(0, 0, layer.weights ? layer.inputs.length * factors : 0);
    }
    default:
      return floats(0, 0, 0);
  }
}

function floats(biases: number, batchNorm: number, weights: number): LayerFloats {
  return { biases, batchNorm, weights, total: biases + 3 * batchNorm + weights };
}

/** Floats in the weights file of a network; the input's size does not matter. */
export function weightFloatsOf(network: Pick<Network, 'layers'>): number {
  return network.layers.reduce((sum, layer) => sum + layerFloats(layer).total, 0);
}

/** Bytes that a weights file must have, by the cfg alone. */
export function weightBytesOf(network: Pick<Network, 'layers'>, headerBytes: number = HEADER_BYTES): number {
  return headerBytes + 4 * weightFloatsOf(network);
}
