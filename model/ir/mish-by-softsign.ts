import { expandedSteps, type Step } from './expand-activations.ts';
import type { ActivationNode, ConvolutionNode, Graph, GraphNode } from './graph.ts';
import { inputsOf } from './graph.ts';
import { scaledConvolution } from './scaled-convolution.ts';

/** Mish is handed on at half its size: the factor costs nothing in the weights of the next convolution, and is exact. */
export const MISH_SCALE = 0.5;

/**
 * With z = −x and q = σ(z)², x·tanh(softplus(x)) / 2 = z·(q / (1 + q) − 1/2): five passes over memory. `Softsign` is
 * q / (1 + q), the convolution before yields z, and whoever reads the result reads half of it.
 */
const STEPS: readonly Step[] = [
  ['Sigmoid', ['x']],
  ['Mul', ['1', '1']],
  ['Softsign', ['2']],
  ['Sub', ['3', MISH_SCALE]],
  ['Mul', ['x', '4']],
];

/**
 * Pass: mish in the form with the fewest passes over memory, where a folded convolution stands before each and nothing
 * mixes its values with others before the next convolution; any other graph is left as it is.
 */
export function mishBySoftsign(graph: Graph): Graph {
  const negated = negatedConvolutions(graph);
  const scales = negated && scalesOf(graph);
  if (!negated || !scales) return graph;
  return {
    ...graph,
    nodes: graph.nodes.flatMap((node): GraphNode[] => {
      if (node.op === 'convolution') {
        const sign = negated.has(node.output) ? -1 : 1;
        return [scaledConvolution(node, sign / (scales.get(node.input) ?? 1), sign)];
      }
      return isMish(node) ? expandedSteps(node, STEPS) : [node];
    }),
  };
}

/** A folded convolution and the mish that reads it, in the same form: what comes out is mish times `MISH_SCALE`. */
export function halvedMish(convolution: ConvolutionNode, mish: ActivationNode): GraphNode[] {
  return [scaledConvolution(convolution, -1, -1), ...expandedSteps(mish, STEPS)];
}

/** The convolutions that a mish reads; `null` unless each mish has one for itself. */
function negatedConvolutions(graph: Graph): ReadonlySet<string> | null {
  const folded = new Set(graph.nodes.filter(isFoldedConvolution).map(({ output }) => output));
  const negated = new Set(graph.nodes.filter(isMish).map(({ input }) => input));
  const reads = graph.nodes.flatMap(inputsOf).concat(graph.outputs);
  const fits = [...negated].every((value) => folded.has(value) && reads.filter((read) => read === value).length === 1);
  return negated.size > 0 && fits && graph.nodes.every((node) => node.op !== 'convolution' || folded.has(node.output))
    ? negated
    : null;
}

/** By which factor each value differs from what darknet computes; `null` where values of different scales meet. */
function scalesOf(graph: Graph): ReadonlyMap<string, number> | null {
  const scales = new Map<string, number>();
  for (const node of graph.nodes) {
    const read = inputsOf(node).map((input) => scales.get(input) ?? 1);
    const scale = scaleAfter(node, read);
    if (scale === null) return null;
    scales.set(node.output, scale);
  }
  return graph.outputs.every((output) => (scales.get(output) ?? 1) === 1) ? scales : null;
}

function scaleAfter(node: GraphNode, [scale = 1, ...others]: readonly number[]): number | null {
  if (node.op === 'elementwise' && node.operator === 'Mul') return others.reduce((product, x) => product * x, scale);
  if (others.some((other) => other !== scale)) return null;
  if (node.op === 'convolution') return 1;
  if (node.op !== 'activation') return scale;
  if (scale !== 1) return null;
  return isMish(node) ? MISH_SCALE : 1;
}

function isMish(node: GraphNode): node is ActivationNode {
  return node.op === 'activation' && node.activation === 'mish';
}

function isFoldedConvolution(node: GraphNode): node is ConvolutionNode {
  return node.op === 'convolution' && node.batchNorm === null;
}
