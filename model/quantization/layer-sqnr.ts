import { type Graph, type GraphNode, inputsOf } from '../ir/graph.ts';
import { layerOfValue, layerValue } from '../ir/layer-values.ts';
import type { QuantizedGraph } from '../ir/quantized-graph.ts';
import { measureSignalPowers } from './layer-signal-power.ts';
import { decibels, type NoisePower } from './noise-power.ts';

/** What quantisation does to the output of one layer. */
export interface LayerSqnr {
  /** Index in the cfg, from 0. */
  readonly layer: number;
  /** Decibels at its output; infinite where nothing is lost. */
  readonly signalToNoise: number;
  /**
   * Noise power that what the layer reads does not explain, in parts of its output's power; 0 for layers that only move bytes,
   * below 0 where a layer averages more noise away than it adds.
   */
  readonly addedNoise: number;
  /** Of each head's noise power the part that comes from this layer; over all layers 1. */
  readonly headShares: readonly number[];
}

/**
 * What each layer of a quantised graph adds to the noise, the one that costs the worst head most first.
 *
 * @param graph - folded, activations not expanded
 * @param quantized - made of `graph`
 */
export async function layerSqnr(
  graph: Graph,
  quantized: QuantizedGraph,
  frames: readonly Uint8Array[],
  threads: number,
): Promise<LayerSqnr[]> {
  const layers = layersOf(graph);
  const values = layers.map(({ index }) => layerValue(index));
  return attributedNoise(layers, graph.outputs, await measureSignalPowers(graph, quantized, values, frames, threads));
}

/** As far as noise goes, what a layer does. */
export interface NoiseLayer {
  readonly index: number;
  /** Values of other layers, and the image. */
  readonly reads: readonly string[];
  /** `sum`: of values; `move`: bytes stay as they are, and channels may be put together. */
  readonly kind: 'sum' | 'convolution' | 'move';
}

/**
 * Follows noise from the layers that add it to the heads: a convolution scales it as it does the signal, a sum adds up what is
 * independent, and what falls on the way falls for all of it alike.
 *
 * @param layers - in the order in which they are computed
 * @param heads - the values handed out
 * @param powers - of every layer's output
 */
export function attributedNoise(
  layers: readonly NoiseLayer[],
  heads: readonly string[],
  powers: ReadonlyMap<string, NoisePower>,
): LayerSqnr[] {
  /** By value and layer, in parts of the value's power. */
  const parts = new Map<string, ReadonlyMap<number, number>>();
  const found: Omit<LayerSqnr, 'headShares'>[] = [];
  for (const { index, reads, kind } of layers) {
    const value = layerValue(index);
    const power = powers.get(value)!;
    const inputs = reads.flatMap((name) => powers.get(name) ?? []);
    const whole = kind === 'sum' ? power.signal : inputs.reduce((sum, { signal }) => sum + signal, 0);
    const inherited = new Map<number, number>();
    for (const name of reads) {
      const weight = (powers.get(name)?.signal ?? 0) / whole;
      for (const [layer, part] of parts.get(name) ?? []) {
        inherited.set(layer, (inherited.get(layer) ?? 0) + part * weight);
      }
    }
    const before = sumOf(inherited);
    const addedNoise = kind === 'move' ? 0 : power.ratio - before;
    const factor = before > 0 && (kind === 'move' || addedNoise < 0) ? power.ratio / before : 1;
    const own = new Map([...inherited].map(([layer, part]) => [layer, part * factor] as const));
    if (addedNoise > 0) own.set(index, addedNoise);
    parts.set(value, own);
    found.push({ layer: index, signalToNoise: decibels(power), addedNoise });
  }
  const ratios = heads.map((head) => powers.get(head)!.ratio);
  const worst = ratios.indexOf(Math.max(...ratios));
  const layersFound = found.map((one) => ({
    ...one,
    headShares: heads.map((head, i) => (ratios[i] ? (parts.get(head)!.get(one.layer) ?? 0) / ratios[i] : 0)),
  }));
  return layersFound.sort((a, b) => b.headShares[worst]! - a.headShares[worst]!);
}

function layersOf({ nodes }: Graph): NoiseLayer[] {
  const grouped = new Map<number, GraphNode[]>();
  for (const node of nodes) {
    const index = layerOfValue(node.output)!;
    grouped.set(index, [...(grouped.get(index) ?? []), node]);
  }
  return [...grouped].map(([index, own]) => {
    const reads = own.flatMap(inputsOf).filter((value) => layerOfValue(value) !== index);
    const has = (op: GraphNode['op']) => own.some((node) => node.op === op);
    return { index, reads, kind: has('elementwise') ? 'sum' : has('convolution') ? 'convolution' : 'move' };
  });
}

function sumOf(parts: ReadonlyMap<number, number>): number {
  return [...parts.values()].reduce((sum, part) => sum + part, 0);
}
