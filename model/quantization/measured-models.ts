import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelManifest } from '../../shared/model-manifest.ts';
import type { ResolvedModel } from '../files/resolved-model.ts';
import type { QuantizedGraph } from '../ir/quantized-graph.ts';
import { BenchmarkProcess } from '../runtime/benchmark-process.ts';
import { optimizedGraph } from '../runtime/optimized-graph-cache.ts';
import { pairedTimes } from '../runtime/paired-times.ts';
import type { HeadComparison } from './head-comparison.ts';
import type { MeasuredGraph } from './mixed-precision-trials.ts';
import { writeQuantized } from './write-quantized.ts';

/**
 * Points that a quantised model loses against the one in floats.
 *
 * @param cacheHome - takes the model's optimised graph
 */
export type LossOf = (model: ResolvedModel, cacheHome: string) => Promise<number>;

interface Options {
  readonly manifest: ModelManifest;
  readonly comparison: HeadComparison;
  readonly threads: number;
  readonly lossOf: LossOf;
}

/** A graph on trial, and where its optimised form lies. */
export interface MeasuredModel extends MeasuredGraph {
  readonly graph: QuantizedGraph;
  readonly path: string;
}

/** Frames that each of two graphs runs to be timed. */
const ROUNDS = 31;

/** Quantised graphs on trial, in a folder of their own that goes with them. */
export class MeasuredModels {
  #count = 0;

  private constructor(
    private readonly options: Options,
    private readonly folder: string,
  ) {}

  static async create(options: Options): Promise<MeasuredModels> {
    return new MeasuredModels(options, await mkdtemp(join(tmpdir(), 'framefleet-quantize-')));
  }

  async measure(graph: QuantizedGraph): Promise<MeasuredModel> {
    const { manifest: model, comparison, lossOf } = this.options;
    const folder = join(this.folder, String(this.#count++));
    await mkdir(folder);
    const manifest = await writeQuantized(graph, model, model.modelId, folder);
    const signalToNoise = await comparison.signalToNoise(graph);
    const loss = await lossOf({ manifest, folder }, folder);
    const { width, height } = model.input;
    const identity = { modelSha256: manifest.modelSha256, size: { width, height } };
    const graphPath = join(folder, manifest.graph);
    const { path } = await optimizedGraph(folder, identity, graphPath);
    return { graph, signalToNoise, loss, path: path ?? graphPath };
  }

  /** Medians of a frame of the first, and of what the second takes longer. */
  async timed(first: MeasuredModel, second: MeasuredModel): Promise<{ milliseconds: number; cost: number }> {
    const { manifest, threads } = this.options;
    const { width, height } = manifest.input;
    const [a, b] = [first, second].map(({ path }) =>
      BenchmarkProcess.ofGraph('int8', {
        graphPath: path,
        optimization: 'disabled',
        threads,
        size: { width, height },
        gpuBatch: null,
      }),
    ) as [BenchmarkProcess, BenchmarkProcess];
    try {
      return await pairedTimes(a, b, ROUNDS);
    } finally {
      a.close();
      b.close();
    }
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
