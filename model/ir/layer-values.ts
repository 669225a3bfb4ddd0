import type { ActivationName, Layer } from '../darknet/network.ts';
import type { GraphNode } from './graph.ts';

/** Name of the value that a layer makes, after its activation. */
export function layerValue(index: number): string {
  return `layer${index}`;
}

/** Index of the layer that a value is made in, also halfway; `null` for the image. */
export function layerOfValue(value: string): number | null {
  const [, index] = /^layer(\d+)(?:_|$)/.exec(value) ?? [];
  return index === undefined ? null : Number(index);
}

/** A layer that ends in an activation. */
export type ActivatedLayer = Pick<Layer, 'index' | 'output'> & { readonly activation: ActivationName };

/** Name of what enters a layer's activation; the layer's own when it has none. */
export function linearValue(layer: ActivatedLayer): string {
  return layer.activation === 'linear' ? layerValue(layer.index) : `${layerValue(layer.index)}_linear`;
}

/** A layer's activation; none when it is linear. */
export function activationNodes(layer: ActivatedLayer, input: string = linearValue(layer)): GraphNode[] {
  if (layer.activation === 'linear') return [];
  const { activation, output: shape } = layer;
  return [{ op: 'activation', input, activation, output: layerValue(layer.index), shape }];
}
