import { ModelError } from '../../shared/errors.ts';
import type { ConvolutionNode, ElementwiseNode, Graph, GraphNode } from '../ir/graph.ts';
import { layerOfValue } from '../ir/layer-values.ts';

/**
 * To be asked before a network is run for hours: whether it can be computed in integers.
 *
 * @param floatLayers - that are not asked to, by their index in the cfg
 * @throws {ModelError} `MODEL_INVALID` naming what cannot be
 */
export function requireQuantizable({ nodes, outputs }: Graph, floatLayers: ReadonlySet<number>): void {
  for (const node of nodes) {
    if (!floatLayers.has(layerOfValue(node.output)!)) requireIntegerForm(node);
  }
  for (const output of outputs) headConvolution(nodes, output);
}

function requireIntegerForm(node: GraphNode): void {
  switch (node.op) {
    case 'averagePool':
    case 'globalAveragePool':
    case 'spaceToDepth':
      throw unsupported(`a layer of the kind ${node.op} (${node.output})`);
    case 'activation':
      if (node.activation === 'tanh') throw unsupported(`the activation tanh (${node.output})`);
      return;
    case 'elementwise':
      addends(node);
  }
}

/** The two values that a sum is made of. */
export function addends(node: ElementwiseNode): [string, string] {
  const [a, b, ...others] = node.inputs;
  if (node.operator === 'Add' && typeof a === 'string' && typeof b === 'string' && others.length === 0) return [a, b];
  throw unsupported(`${node.operator} of ${node.inputs.join(', ')}`);
}

/** The convolution that makes a head, and whether a logistic activation follows. */
export function headConvolution(
  nodes: readonly GraphNode[],
  output: string,
): { readonly convolution: ConvolutionNode; readonly isLogistic: boolean } {
  const last = nodes.find((node) => node.output === output);
  const isLogistic = last?.op === 'activation' && last.activation === 'logistic';
  const made = isLogistic ? nodes.find((node) => node.output === last.input) : last;
  if (made?.op === 'convolution' && made.size === 1 && made.stride === 1 && made.groups === 1) {
    return { convolution: made, isLogistic };
  }
  throw unsupported(`a head that is no linear or logistic 1 × 1 convolution (${output})`);
}

export function unsupported(what: string): ModelError {
  return new ModelError(
    'MODEL_INVALID',
    `Expected a network that can be computed in integers, got ${what}. Run it in fp32.`,
  );
}
