import { expandActivations } from '../ir/expand-activations.ts';
import type { Graph } from '../ir/graph.ts';
import type { QuantizedGraph } from '../ir/quantized-graph.ts';
import { quantizedOnnxChunks } from '../onnx/quantized-nodes.ts';
import { onnxChunks } from '../onnx/write-onnx.ts';
import { GraphSession } from '../runtime/graph-session.ts';
import { decibels, NoisePower } from './noise-power.ts';

/** The heads of a graph in floats on some frames, which quantised forms of it are held against. */
export class HeadComparison {
  private constructor(
    private readonly graph: Graph,
    private readonly frames: readonly Uint8Array[],
    private readonly threads: number,
    private readonly wanted: readonly (readonly Float32Array[])[],
  ) {}

  /**
   * @param graph - folded, activations not expanded
   * @param frames - not those of the calibration
   */
  static async of(graph: Graph, frames: readonly Uint8Array[], threads: number): Promise<HeadComparison> {
    const chunks = onnxChunks(expandActivations('sigmoid')(graph), {});
    return new HeadComparison(graph, frames, threads, await headsOf(chunks, graph, frames, threads));
  }

  /** Of each head, in decibels: what the head says against what quantisation adds to it. */
  async signalToNoise(quantized: QuantizedGraph): Promise<number[]> {
    const found = await headsOf(quantizedOnnxChunks(quantized, {}), this.graph, this.frames, this.threads);
    return this.wanted.map((frames, index) => {
      const power = new NoisePower();
      const { channels } = quantized.heads[index]!.shape;
      for (const [frame, values] of frames.entries()) power.addFloats(values, found[index]![frame]!, channels);
      return decibels(power);
    });
  }
}

/** By head, of all frames. */
async function headsOf(
  chunks: Iterable<Uint8Array>,
  { input, outputs }: Graph,
  frames: readonly Uint8Array[],
  threads: number,
): Promise<Float32Array[][]> {
  const session = await GraphSession.open(Buffer.concat([...chunks]), { threads });
  const heads: Float32Array[][] = outputs.map(() => []);
  try {
    for (const pixels of frames) {
      const found = await session.run(pixels, input);
      for (const [index, name] of outputs.entries()) heads[index]!.push(found[name]!.data as Float32Array);
    }
  } finally {
    await session.close();
  }
  return heads;
}
