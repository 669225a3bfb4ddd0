import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as ort from 'onnxruntime-node';
import type { Network } from '../../model/darknet/network.ts';
import { parseNetwork } from '../../model/darknet/parse-network.ts';
import { syntheticUnit, syntheticWeights } from '../../model/darknet/synthetic-weights.ts';
import { readWeights } from '../../model/darknet/weights-file.ts';
import { type CompileOptions, compileNetwork } from '../../model/ir/compile-network.ts';
import { INPUT_NAME } from '../../model/onnx/onnx-nodes.ts';
import { onnxChunks } from '../../model/onnx/write-onnx.ts';
import { optimizeGraph } from '../../model/runtime/optimize-graph.ts';
import { OPTIMIZED_GRAPH } from '../../model/runtime/optimized-files.ts';

export async function networkOf(cfg: string, side: number | null): Promise<Network> {
  return parseNetwork(await readFile(cfg, 'utf8'), basename(cfg), side === null ? null : { width: side, height: side });
}

/** The bytes of a compiled network with synthetic weights. */
export function syntheticOnnx(network: Network, gain: number, options: Partial<CompileOptions> = {}): Buffer {
  const weights = readWeights(syntheticWeights(network, 7, gain), network, 'synthetic');
  return Buffer.concat([...onnxChunks(compileNetwork(network, weights, options), {})]);
}

/** The pixels that the golden heads were computed from, `[1, side, side, 3]`. */
export function syntheticPixels(side: number): Uint8Array {
  const pixels = new Uint8Array(3 * side * side);
  for (let k = 0; k < pixels.length; k++) {
    const [channel, position] = [Math.trunc(k / (side * side)), k % (side * side)];
    pixels[position * 3 + channel] = Math.round((syntheticUnit(1e9 + k, 7) + 1) * 127.5);
  }
  return pixels;
}

export interface Head {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** Runs a graph once. */
export async function headsOf(
  graph: Uint8Array | string,
  frames: Uint8Array,
  [batch, height, width]: readonly [number, number, number],
  options: ort.InferenceSession.SessionOptions = {},
): Promise<Head[]> {
  const settings = { intraOpNumThreads: 2, ...options };
  const session = await (typeof graph === 'string'
    ? ort.InferenceSession.create(graph, settings)
    : ort.InferenceSession.create(graph, settings));
  try {
    const results = await session.run({ [INPUT_NAME]: new ort.Tensor('uint8', frames, [batch, height, width, 3]) });
    return session.outputNames.map((name) => {
      const { data, dims } = results[name]!;
      return { data: data as Float32Array, dims };
    });
  } finally {
    await session.release();
  }
}

/**
 * Runs the optimised form of a graph once, with as many convolutions in Winograd's form as there can be; on a CPU without the
 * runtime's layout NCHWc there are none.
 *
 * @param folder - empty
 */
export async function headsByWinograd(
  folder: string,
  graph: Uint8Array,
  frames: Uint8Array,
  dims: readonly [number, number, number],
): Promise<Head[]> {
  const source = join(folder, 'source.onnx');
  const [, height, width] = dims;
  await writeFile(source, graph);
  const winograd = { leastProducts: 0, leastChannels: 16 };
  await optimizeGraph(source, folder, { form: 'winograd', size: { width, height }, winograd });
  return headsOf(join(folder, OPTIMIZED_GRAPH), frames, dims, { graphOptimizationLevel: 'disabled' });
}

/** The float32 values of a NumPy file. */
export async function readNpy(path: string): Promise<Float32Array> {
  const bytes = await readFile(path);
  const start = 10 + bytes.readUInt16LE(8);
  return new Float32Array(new Uint8Array(bytes.subarray(start)).buffer);
}

/** ‖a − b‖ / ‖b‖ */
export function relativeDistance(a: Float32Array, b: Float32Array): number {
  let [difference, norm] = [0, 0];
  b.forEach((value, index) => {
    difference += (a[index]! - value) ** 2;
    norm += value ** 2;
  });
  return a.length === b.length ? Math.sqrt(difference / norm) : Number.POSITIVE_INFINITY;
}
