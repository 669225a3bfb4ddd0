import { expandActivations } from '../ir/expand-activations.ts';
import type { Graph } from '../ir/graph.ts';
import type { QuantizedGraph } from '../ir/quantized-graph.ts';
import { quantizedOnnxChunks } from '../onnx/quantized-nodes.ts';
import { onnxChunks } from '../onnx/write-onnx.ts';
import { GraphSession } from '../runtime/graph-session.ts';
import { NoisePower } from './noise-power.ts';

/**
 * Signal and noise of some values in a quantised graph, held against the graph in floats frame by frame, so that no more than
 * one frame's values are held.
 *
 * @param graph - folded, activations not expanded
 * @param quantized - made of `graph`; it has to have the values too
 */
export async function measureSignalPowers(
  graph: Graph,
  quantized: QuantizedGraph,
  values: readonly string[],
  frames: readonly Uint8Array[],
  threads: number,
): Promise<ReadonlyMap<string, NoisePower>> {
  const float = expandActivations('sigmoid')({ ...graph, outputs: values });
  const [floats, bytes] = await Promise.all([
    GraphSession.open(Buffer.concat([...onnxChunks(float, {})]), { threads }),
    GraphSession.open(Buffer.concat([...quantizedOnnxChunks(quantized, {}, new Set(values))]), { threads }),
  ]);
  const nodes = new Map(quantized.nodes.map((node) => [node.output.name, node]));
  const heads = new Map(quantized.heads.map((head) => [head.name, head]));
  const powers = new Map(values.map((value) => [value, new NoisePower()]));
  try {
    for (const pixels of frames) {
      const wanted = await floats.run(pixels, graph.input);
      const found = await bytes.run(pixels, graph.input);
      for (const [value, power] of powers) {
        const node = nodes.get(value);
        const { channels } = (node ?? heads.get(value)!).shape;
        const expected = wanted[value]!.data as Float32Array;
        if (node) power.addBytes(expected, found[value]!.data as Uint8Array, channels, node.output);
        else power.addFloats(expected, found[value]!.data as Float32Array, channels);
      }
    }
  } finally {
    await Promise.all([floats.close(), bytes.close()]);
  }
  return powers;
}
