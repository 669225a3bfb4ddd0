import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expandActivations } from '../graph/expand-activations.ts';
import type { Graph } from '../graph/graph.ts';
import { INPUT_NAME } from '../onnx/onnx-nodes.ts';
import { quantizedOnnxChunks } from '../onnx/quantized-nodes.ts';
import { onnxChunks } from '../onnx/write-onnx.ts';
import { decibels, NoisePower } from './noise-power.ts';
import type { Observations } from './observe-values.ts';
import { quantizeGraph } from './quantize-graph.ts';
import type { WeightBits } from './quantize-weights.ts';
import type { QuantizedGraph } from './quantized-graph.ts';
import type { RangeMethod } from './value-range.ts';

/** A quantised graph, and how near it comes to the one in floats. */
export interface Candidate {
  readonly method: RangeMethod;
  readonly graph: QuantizedGraph;
  /** Of each head, in decibels: what the head says against what quantisation adds to it. */
  readonly signalToNoise: readonly number[];
}

/**
 * Quantises a graph by each of some methods; the one whose worst head is best comes first.
 *
 * @param graph - folded, activations not expanded
 * @param frames - not those of the calibration
 */
export async function rankedCandidates(
  graph: Graph,
  observations: Observations,
  frames: readonly Uint8Array[],
  options: {
    readonly methods: readonly RangeMethod[];
    readonly anchors: readonly number[];
    readonly weightBits: WeightBits;
    readonly threads: number;
    readonly floatLayers?: ReadonlySet<number>;
  },
): Promise<Candidate[]> {
  const { methods, anchors, weightBits, threads, floatLayers = new Set() } = options;
  const floats = await headsOf(onnxChunks(expandActivations('sigmoid')(graph), {}), graph, frames, threads);
  const candidates: Candidate[] = [];
  for (const method of methods) {
    const quantized = quantizeGraph(graph, observations, anchors, {
      method,
      weightBits,
      correctBiases: true,
      floatLayers,
    });
    const heads = await headsOf(quantizedOnnxChunks(quantized, {}), graph, frames, threads);
    const signalToNoise = floats.map((wanted, index) =>
      headDecibels(wanted, heads[index]!, quantized.heads[index]!.shape.channels),
    );
    candidates.push({ method, graph: quantized, signalToNoise });
  }
  return candidates.sort((a, b) => Math.min(...b.signalToNoise) - Math.min(...a.signalToNoise));
}

/** By head, of all frames. */
async function headsOf(
  chunks: Iterable<Uint8Array>,
  { input, outputs }: Graph,
  frames: readonly Uint8Array[],
  threads: number,
): Promise<Float32Array[][]> {
  const session = await InferenceSession.create(Buffer.concat([...chunks]), { intraOpNumThreads: threads });
  const heads: Float32Array[][] = outputs.map(() => []);
  try {
    for (const pixels of frames) {
      const tensor = new Tensor('uint8', pixels, [1, input.height, input.width, 3]);
      const results = await session.run({ [INPUT_NAME]: tensor });
      for (const [index, name] of outputs.entries()) heads[index]!.push(results[name]!.data as Float32Array);
    }
  } finally {
    await session.release();
  }
  return heads;
}

function headDecibels(wanted: readonly Float32Array[], found: readonly Float32Array[], channels: number): number {
  const power = new NoisePower();
  for (const [frame, values] of wanted.entries()) power.addFloats(values, found[frame]!, channels);
  return decibels(power);
}
