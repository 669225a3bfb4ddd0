import type { Graph, GraphNode } from './graph.ts';

/** Pass: a concatenation of one value is that value; its readers read it directly. */
export function forwardSingleInputs(graph: Graph): Graph {
  const aliases = new Map<string, string>();
  const named = (value: string) => aliases.get(value) ?? value;
  const nodes: GraphNode[] = [];
  for (const node of graph.nodes) {
    const [only, second] = node.op === 'concat' ? node.inputs : [];
    if (only !== undefined && second === undefined) aliases.set(node.output, named(only));
    else nodes.push(withInputs(node, named));
  }
  return { ...graph, nodes, outputs: graph.outputs.map(named) };
}

function withInputs(node: GraphNode, named: (value: string) => string): GraphNode {
  switch (node.op) {
    case 'concat':
      return { ...node, inputs: node.inputs.map(named) };
    case 'elementwise':
      return { ...node, inputs: node.inputs.map((input) => (typeof input === 'string' ? named(input) : input)) };
    default:
      return { ...node, input: named(node.input) };
  }
}
