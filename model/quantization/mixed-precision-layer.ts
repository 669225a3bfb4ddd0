import { expandActivations } from '../ir/expand-activations.ts';
import type { ActivationNode, ConvolutionNode, Graph, GraphNode } from '../ir/graph.ts';
import { halvedMish, MISH_SCALE } from '../ir/mish-by-softsign.ts';
import type { MixedPrecisionLayer, QuantizedValue } from '../ir/quantized-graph.ts';

/**
 * A convolution in floats, and its activation in the form that costs least.
 *
 * @param convolution - folded
 * @param activation - what reads it; `null`: nothing does
 */
export function mixedPrecisionLayer(
  convolution: ConvolutionNode,
  activation: ActivationNode | null,
  input: QuantizedValue,
  output: QuantizedValue,
): MixedPrecisionLayer {
  const { name } = output;
  const [read, sums, made] = [`${name}_read`, `${name}_sums`, `${name}_floats`];
  const { shape } = convolution;
  if (activation === null) {
    const nodes = [{ ...convolution, input: read, output: made }];
    return { op: 'floats', input, nodes, read, made, madeScale: output.scale, output, shape };
  }
  const linear: ConvolutionNode = { ...convolution, input: read, output: sums };
  const active: ActivationNode = { ...activation, input: sums, output: made };
  const isMish = active.activation === 'mish';
  const nodes = isMish ? halvedMish(linear, active) : expanded([linear, active], shape);
  const madeScale = Math.fround(output.scale * (isMish ? MISH_SCALE : 1));
  return { op: 'floats', input, nodes, read, made, madeScale, output, shape };
}

function expanded(nodes: readonly GraphNode[], input: Graph['input']): readonly GraphNode[] {
  return expandActivations('sigmoid')({ input, nodes, outputs: [] }).nodes;
}
