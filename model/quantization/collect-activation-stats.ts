import { expandActivations } from '../ir/expand-activations.ts';
import { type Graph, IMAGE_VALUE } from '../ir/graph.ts';
import { onnxChunks } from '../onnx/write-onnx.ts';
import { GraphSession } from '../runtime/graph-session.ts';
import { Histogram } from './histogram.ts';

/** What calibration saw of one value. */
export interface ActivationStats {
  readonly histogram: Histogram;
  /** What each channel is on average. */
  readonly means: Float64Array;
}

/** By name of the value. */
export type StatsByValue = ReadonlyMap<string, ActivationStats>;

/**
 * Runs a folded graph in floats over some frames and watches all of its values.
 *
 * @param frames - pixels of the network's size, RGB, interleaved
 */
export async function collectActivationStats(
  graph: Graph,
  frames: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  threads: number,
  onFrame: (done: number) => void = () => undefined,
): Promise<{ readonly stats: StatsByValue; readonly frameCount: number }> {
  const watched = graph.nodes.map(({ output }) => output);
  const shapes = new Map(graph.nodes.map(({ output, shape }) => [output, shape]));
  const expanded = expandActivations('sigmoid')({ ...graph, outputs: watched });
  const session = await GraphSession.open(Buffer.concat([...onnxChunks(expanded, {})]), { threads });
  const { height, width } = graph.input;
  const sums = new Map(watched.map((name) => [name, new Float64Array(shapes.get(name)!.channels)]));
  const histograms = new Map(watched.map((name) => [name, new Histogram()]));
  const imageSums = new Float64Array(3);
  let frameCount = 0;
  try {
    for await (const pixels of frames) {
      frameCount++;
      for (let i = 0; i < pixels.length; i++) imageSums[i % 3]! += pixels[i]! / 255;
      const outputs = await session.run(pixels, graph.input);
      for (const name of watched) {
        const values = outputs[name]!.data as Float32Array;
        histograms.get(name)!.add(values);
        addChannels(sums.get(name)!, values);
      }
      onFrame(frameCount);
    }
  } finally {
    await session.close();
  }
  const stats = new Map<string, ActivationStats>();
  for (const name of watched) {
    const shape = shapes.get(name)!;
    const area = shape.height * shape.width * frameCount;
    stats.set(name, { histogram: histograms.get(name)!, means: sums.get(name)!.map((sum) => sum / area) });
  }
  const imageMeans = imageSums.map((sum) => sum / (height * width * frameCount));
  stats.set(IMAGE_VALUE, { histogram: new Histogram(), means: imageMeans });
  return { stats, frameCount };
}

function addChannels(sums: Float64Array, values: Float32Array): void {
  const area = values.length / sums.length;
  for (let channel = 0, i = 0; channel < sums.length; channel++) {
    let sum = 0;
    for (const end = i + area; i < end; i++) sum += values[i]!;
    sums[channel]! += sum;
  }
}
