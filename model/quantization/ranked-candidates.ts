import type { QuantizedGraph } from '../ir/quantized-graph.ts';
import type { HeadComparison } from './head-comparison.ts';
import type { RangeMethod } from './value-range.ts';

/** A way to quantise a graph. */
export interface QuantizationMethod {
  readonly method: RangeMethod;
  /** Whether the channels of each value are made about as wide as each other before. */
  readonly isEqualized: boolean;
}

/** A quantised graph, and how near it comes to the one in floats. */
export interface Candidate extends QuantizationMethod {
  readonly graph: QuantizedGraph;
  /** Of each head, in decibels. */
  readonly signalToNoise: readonly number[];
}

/** Quantises by each of some methods; the one whose worst head is best comes first. */
export async function rankedCandidates(
  methods: readonly QuantizationMethod[],
  quantize: (method: QuantizationMethod) => QuantizedGraph,
  comparison: HeadComparison,
): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (const method of methods) {
    const graph = quantize(method);
    candidates.push({ ...method, graph, signalToNoise: await comparison.signalToNoise(graph) });
  }
  return candidates.sort((a, b) => Math.min(...b.signalToNoise) - Math.min(...a.signalToNoise));
}
