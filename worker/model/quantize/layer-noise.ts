import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expandActivations } from '../graph/expand-activations.ts';
import { layerOfValue, layerValue } from '../graph/from-network.ts';
import { type Graph, type GraphNode, inputsOf } from '../graph/graph.ts';
import { INPUT_NAME } from '../onnx/onnx-nodes.ts';
import { quantizedOnnxChunks } from '../onnx/quantized-nodes.ts';
import { onnxChunks } from '../onnx/write-onnx.ts';
import { decibels, NoisePower } from './noise-power.ts';
import type { QuantizedGraph } from './quantized-graph.ts';

/** What quantisation does to the output of one layer. */
export interface LayerNoise {
  /** Index in the cfg, from 0. */
  readonly layer: number;
  /** Decibels at its output; infinite where nothing is lost. */
  readonly signalToNoise: number;
  /**
   * Noise that is not there in what the layer reads, in parts of its output's power; 0 for layers that only move bytes, below
   * 0 where a layer averages more noise away than it adds.
   */
  readonly addedNoise: number;
}

/**
 * What each layer adds to the noise, the worst first: every layer's output in integers is held against the one in floats,
 * frame by frame, so that no more than one frame's values are held.
 *
 * @param graph - folded, activations not expanded
 * @param quantized - made of `graph`
 */
export async function layerNoise(
  graph: Graph,
  quantized: QuantizedGraph,
  frames: readonly Uint8Array[],
  threads: number,
): Promise<LayerNoise[]> {
  const nodes = new Map<number, GraphNode[]>();
  for (const node of graph.nodes) {
    const layer = layerOfValue(node.output)!;
    nodes.set(layer, [...(nodes.get(layer) ?? []), node]);
  }
  const values = [...nodes.keys()].map(layerValue);
  const powers = await powersOf(graph, quantized, values, frames, threads);
  const found = [...nodes].map(([layer, own]) => {
    const power = powers.get(layerValue(layer))!;
    const addedNoise = own.some(isComputed) ? power.ratio - inherited(layer, own, powers) : 0;
    return { layer, signalToNoise: decibels(power), addedNoise };
  });
  return found.sort((a, b) => b.addedNoise - a.addedNoise);
}

function isComputed({ op }: GraphNode): boolean {
  return op === 'convolution' || op === 'elementwise' || op === 'activation';
}

/** Noise of what a layer reads, in parts of its output's power: a convolution scales noise as it does the signal, a sum adds it up. */
function inherited(layer: number, nodes: readonly GraphNode[], powers: ReadonlyMap<string, NoisePower>): number {
  const read = nodes.flatMap(inputsOf).filter((value) => layerOfValue(value) !== layer);
  const inputs = read.flatMap((value) => powers.get(value) ?? []);
  const isSum = nodes.some(({ op }) => op === 'elementwise');
  if (!isSum) return inputs[0]?.ratio ?? 0;
  return inputs.reduce((sum, { noise }) => sum + noise, 0) / powers.get(layerValue(layer))!.signal;
}

async function powersOf(
  graph: Graph,
  quantized: QuantizedGraph,
  values: readonly string[],
  frames: readonly Uint8Array[],
  threads: number,
): Promise<Map<string, NoisePower>> {
  const float = expandActivations('sigmoid')({ ...graph, outputs: values });
  const options = { intraOpNumThreads: threads };
  const [floats, bytes] = await Promise.all([
    InferenceSession.create(Buffer.concat([...onnxChunks(float, {})]), options),
    InferenceSession.create(Buffer.concat([...quantizedOnnxChunks(quantized, {}, new Set(values))]), options),
  ]);
  const made = new Map(quantized.nodes.map((node) => [node.output.name, node]));
  const heads = new Map(quantized.heads.map((head) => [head.name, head]));
  const powers = new Map(values.map((value) => [value, new NoisePower()]));
  const { height, width } = graph.input;
  try {
    for (const pixels of frames) {
      const input = { [INPUT_NAME]: new Tensor('uint8', pixels, [1, height, width, 3]) };
      const wanted = await floats.run(input);
      const found = await bytes.run(input);
      for (const [value, power] of powers) {
        const node = made.get(value);
        const { channels } = (node ?? heads.get(value)!).shape;
        const expected = wanted[value]!.data as Float32Array;
        if (node) power.addBytes(expected, found[value]!.data as Uint8Array, channels, node.output);
        else power.addFloats(expected, found[value]!.data as Float32Array, channels);
        wanted[value]!.dispose();
        found[value]!.dispose();
      }
    }
  } finally {
    await Promise.all([floats.release(), bytes.release()]);
  }
  return powers;
}
