import type { BatchNormTensors, ConvolutionNode, Graph } from './graph.ts';

/** Keeps the variance off zero. */
export const BATCH_NORM_EPSILON = 1e-5;

/**
 * Pass: batch normalisation becomes part of the weights and biases, computed in double.
 *
 * @see AlexeyAB/darknet, network.c, fuse_conv_batchnorm
 */
export function foldBatchNorm(graph: Graph): Graph {
  return {
    ...graph,
    nodes: graph.nodes.map((node) =>
      node.op === 'convolution' && node.batchNorm ? folded(node, node.batchNorm) : node,
    ),
  };
}

function folded(node: ConvolutionNode, norm: BatchNormTensors): ConvolutionNode {
  return {
    ...node,
    batchNorm: null,
    weights: { dims: node.weights.dims, values: () => scaledWeights(node.weights.values(), factorsOf(norm)) },
    biases: {
      dims: node.biases.dims,
      values: () => {
        const factors = factorsOf(norm);
        const means = norm.means.values();
        return node.biases.values().map((bias, filter) => bias - means[filter]! * factors[filter]!);
      },
    },
  };
}

function factorsOf(norm: BatchNormTensors): Float64Array {
  const variances = norm.variances.values();
  return Float64Array.from(
    norm.scales.values(),
    (scale, filter) => scale / Math.sqrt(variances[filter]! + BATCH_NORM_EPSILON),
  );
}

function scaledWeights(weights: Float32Array, factors: Float64Array): Float32Array {
  const scaled = new Float32Array(weights.length);
  const filterLength = weights.length / factors.length;
  for (let filter = 0, index = 0; filter < factors.length; filter++) {
    const factor = factors[filter]!;
    for (const end = index + filterLength; index < end; index++) scaled[index] = weights[index]! * factor;
  }
  return scaled;
}
