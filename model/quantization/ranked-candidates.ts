import type { QuantizedGraph } from '../ir/quantized-graph.ts';
import type { HeadComparison } from './head-comparison.ts';
import type { RangeMethod } from './value-range.ts';

/** A quantised graph, and how near it comes to the one in floats. */
export interface Candidate {
  readonly method: RangeMethod;
  readonly graph: QuantizedGraph;
  /** Of each head, in decibels. */
  readonly signalToNoise: readonly number[];
}

/** Quantises by each of some methods; the one whose worst head is best comes first. */
export async function rankedCandidates(
  methods: readonly RangeMethod[],
  quantize: (method: RangeMethod) => QuantizedGraph,
  comparison: HeadComparison,
): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (const method of methods) {
    const graph = quantize(method);
    candidates.push({ method, graph, signalToNoise: await comparison.signalToNoise(graph) });
  }
  return candidates.sort((a, b) => Math.min(...b.signalToNoise) - Math.min(...a.signalToNoise));
}
