import type { ConvolutionNode, FloatTensor } from './graph.ts';

/** A convolution with other factors on its weights and biases; itself when both are 1. Powers of two lose nothing. */
export function scaledConvolution(node: ConvolutionNode, weightFactor: number, biasFactor: number): ConvolutionNode {
  if (weightFactor === 1 && biasFactor === 1) return node;
  return { ...node, weights: scaled(node.weights, weightFactor), biases: scaled(node.biases, biasFactor) };
}

function scaled({ dims, values }: FloatTensor, factor: number): FloatTensor {
  return { dims, values: factor === 1 ? values : () => values().map((value) => value * factor) };
}
