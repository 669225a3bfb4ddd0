import type { Layer, Network } from './network.ts';
import { layerFloats } from './weights-layout.ts';

/** What one layer is and costs. */
export interface LayerCost {
  readonly index: number;
  readonly kind: Layer['kind'];
  /** What the cfg says of it, in a few words. */
  readonly detail: string;
  readonly inputs: readonly number[];
  /** `[channels, height, width]` */
  readonly output: readonly [number, number, number];
  /** Floats in the weights file. */
  readonly parameters: number;
  /** Floating-point operations for one frame, in 10⁹, a multiply-add counted as two. */
  readonly gflop: number;
}

/** The layers of a network with what each costs at the network's size. */
export function layerCosts(network: Network): LayerCost[] {
  return network.layers.map((layer) => ({
    index: layer.index,
    kind: layer.kind,
    detail: detailOf(layer),
    inputs: layer.inputs,
    output: [layer.output.channels, layer.output.height, layer.output.width],
    parameters: layerFloats(layer).total,
    gflop: operationsOf(layer) / 1e9,
  }));
}

/** @see AlexeyAB/darknet, convolutional_layer.c, maxpool_layer.c, shortcut_layer.c, `bflops` */
function operationsOf(layer: Layer): number {
  const { channels, height, width } = layer.output;
  switch (layer.kind) {
    case 'convolutional':
      return 2 * layerFloats(layer).weights * height * width;
    case 'maxpool':
    case 'local_avgpool':
      return layer.size ** 2 * channels * height * width;
    case 'shortcut':
      return (layer.weights ? 2 : 1) * (layer.inputs.length - 1) * channels * height * width;
    default:
      return 0;
  }
}

function detailOf(layer: Layer): string {
  switch (layer.kind) {
    case 'convolutional': {
      const groups = layer.groups > 1 ? `, ${layer.groups} groups` : '';
      return `${layer.size}×${layer.size}/${layer.stride}${groups}, ${layer.activation}${layer.batchNormalize ? ', batch norm' : ''}`;
    }
    case 'maxpool':
    case 'local_avgpool':
      return `${layer.size}×${layer.size}/${layer.stride}`;
    case 'route':
      return layer.groups > 1 ? `part ${layer.groupId} of ${layer.groups}` : '';
    case 'shortcut':
      return `${layer.activation}${layer.weights ? ', weighted' : ''}`;
    case 'scale_channels':
    case 'sam':
    case 'activation':
      return layer.activation;
    case 'upsample':
      return `×${layer.stride}${layer.scale === 1 ? '' : `, values × ${layer.scale}`}`;
    case 'reorg':
      return `${layer.stride}×${layer.stride}`;
    case 'avgpool':
    case 'batchnorm':
      return '';
    case 'yolo':
      return `${layer.anchors.length} anchors, ${layer.classes} classes`;
    case 'dropout':
    case 'empty':
      return 'nothing to do';
  }
}
