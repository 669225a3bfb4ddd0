import type { LayerWeights } from '../darknet/network-weights.ts';
import type { BatchNormTensors, ConvolutionNode, FloatTensor, GraphNode } from './graph.ts';

/**
 * Each channel times a factor of its own: a convolution of one pixel with as many groups as channels, so that every pass that
 * knows convolutions knows it.
 *
 * @param factors - one a channel
 */
export function channelFactors(
  made: Pick<GraphNode, 'output' | 'shape'>,
  input: string,
  factors: () => Float32Array,
): ConvolutionNode {
  const { channels } = made.shape;
  return {
    op: 'convolution',
    input,
    size: 1,
    stride: 1,
    padding: 0,
    groups: channels,
    weights: { dims: [channels, 1, 1, 1], values: factors },
    biases: { dims: [channels], values: () => new Float32Array(channels) },
    batchNorm: null,
    ...made,
  };
}

/** Batch normalisation of a layer, if it has some. */
export function batchNormTensors({ batchNorm }: LayerWeights): BatchNormTensors | null {
  if (!batchNorm) return null;
  const tensor = (values: Float32Array): FloatTensor => ({ dims: [values.length], values: () => values });
  return {
    scales: tensor(batchNorm.scales),
    means: tensor(batchNorm.means),
    variances: tensor(batchNorm.variances),
  };
}
