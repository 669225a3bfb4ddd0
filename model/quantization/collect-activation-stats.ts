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
  /** How far each channel reaches above zero, and below it; neither is below 0. */
  readonly highs: Float64Array;
  readonly lows: Float64Array;
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
  const channels = new Map(watched.map((name) => [name, new ChannelStats(shapes.get(name)!.channels)]));
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
        channels.get(name)!.add(values);
      }
      onFrame(frameCount);
    }
  } finally {
    await session.close();
  }
  const stats = new Map<string, ActivationStats>();
  for (const name of watched) {
    const { height, width } = shapes.get(name)!;
    const { sums, highs, lows } = channels.get(name)!;
    const means = sums.map((sum) => sum / (height * width * frameCount));
    stats.set(name, { histogram: histograms.get(name)!, means, highs, lows });
  }
  const imageMeans = imageSums.map((sum) => sum / (height * width * frameCount));
  const [highs, lows] = [imageMeans.map(() => 1), imageMeans.map(() => 0)];
  stats.set(IMAGE_VALUE, { histogram: new Histogram(), means: imageMeans, highs, lows });
  return { stats, frameCount };
}

class ChannelStats {
  readonly sums: Float64Array;
  readonly highs: Float64Array;
  readonly lows: Float64Array;

  constructor(channels: number) {
    this.sums = new Float64Array(channels);
    this.highs = new Float64Array(channels);
    this.lows = new Float64Array(channels);
  }

  /** @param values - channels first */
  add(values: Float32Array): void {
    const { sums, highs, lows } = this;
    const area = values.length / sums.length;
    for (let channel = 0, i = 0; channel < sums.length; channel++) {
      let [sum, high, low] = [0, 0, 0];
      for (const end = i + area; i < end; i++) {
        const value = values[i]!;
        sum += value;
        if (value > high) high = value;
        if (value < low) low = value;
      }
      sums[channel]! += sum;
      highs[channel] = Math.max(highs[channel]!, high);
      lows[channel] = Math.max(lows[channel]!, -low);
    }
  }
}
