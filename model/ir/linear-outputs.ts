import { type Graph, inputsOf } from './graph.ts';

/**
 * Pass: hands out what enters the last activation before each `[yolo]` layer instead of what leaves it.
 *
 * To run before activations are expanded.
 */
export function linearOutputs(graph: Graph): Graph {
  const activations = new Map(
    graph.nodes.flatMap((node) => (node.op === 'activation' ? [[node.output, node.input]] : [])),
  );
  return withoutUnused({ ...graph, outputs: graph.outputs.map((output) => activations.get(output) ?? output) });
}

/** Pass: drops the nodes that no output depends on. */
export function withoutUnused(graph: Graph): Graph {
  const used = new Set(graph.outputs);
  const kept = graph.nodes.toReversed().filter((node) => {
    if (!used.has(node.output)) return false;
    for (const input of inputsOf(node)) used.add(input);
    return true;
  });
  return { ...graph, nodes: kept.reverse() };
}
