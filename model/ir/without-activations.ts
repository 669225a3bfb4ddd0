import type { Graph, GraphNode } from './graph.ts';

/** Pass: what a network would cost if its activations cost nothing; its results mean nothing. */
export function withoutActivations(graph: Graph): Graph {
  const removed = new Map<string, string>();
  const named = (value: string) => removed.get(value) ?? value;
  const nodes: GraphNode[] = [];
  for (const node of graph.nodes) {
    if (node.op === 'activation') removed.set(node.output, named(node.input));
    else if (!('inputs' in node)) nodes.push({ ...node, input: named(node.input) });
    else if (node.op === 'concat') nodes.push({ ...node, inputs: node.inputs.map(named) });
    else
      nodes.push({ ...node, inputs: node.inputs.map((input) => (typeof input === 'string' ? named(input) : input)) });
  }
  return { ...graph, nodes, outputs: graph.outputs.map(named) };
}
