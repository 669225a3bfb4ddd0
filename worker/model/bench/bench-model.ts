import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Size } from '../../../shared/geometry.ts';
import { type CompileOptions, compile } from '../compile.ts';
import { OPTIMISED_GRAPH, optimiseGraph } from '../compiled/optimise-graph.ts';
import type { Network } from '../darknet/network.ts';
import { readWeights } from '../darknet/weights-file.ts';
import { onnxChunks } from '../onnx/write-onnx.ts';
import { Contestant, type Loaded } from './contestant.ts';

export interface BenchOptions {
  readonly network: Network;
  /** The whole weights file. */
  readonly weights: Uint8Array;
  readonly threads: number;
  /** How many frames each contestant runs, taking turns. */
  readonly rounds: number;
  /** For graphs; empty, and the caller's to remove. */
  readonly folder: string;
}

export interface BenchRow extends Loaded {
  readonly name: string;
  /** Median of a frame. */
  readonly milliseconds: number;
  readonly framesPerSecond: number;
  readonly ratioToNaive: number;
}

/** How a graph is made that takes part. */
interface GraphForm {
  readonly compile: Partial<CompileOptions>;
  /** As the usual exports are run: the runtime optimises while it loads. */
  readonly isAsExported: boolean;
}

const FORMS: Readonly<Record<string, GraphForm>> = {
  naive: { compile: { mish: 'naive' }, isAsExported: true },
  fp32: { compile: {}, isAsExported: false },
  'fp32-convolutions': { compile: { withoutActivations: true }, isAsExported: false },
};

/**
 * Times forms of a network against each other on this machine, taking turns frame by frame.
 *
 * @param others - further contestants, which this function closes
 * @returns a row for each: first the naive graph, which ratios refer to
 * @throws {ModelError} `INFERENCE_FAILED` when a contestant's process ends
 */
export async function benchModel(options: BenchOptions, others: readonly Contestant[] = []): Promise<BenchRow[]> {
  const contestants: Contestant[] = [...others];
  try {
    const own: Contestant[] = [];
    for (const [name, form] of Object.entries(FORMS)) {
      const contestant = await contestantOf(name, form, options);
      own.push(contestant);
      contestants.push(contestant);
    }
    return await timed([...own, ...others], options.rounds);
  } finally {
    for (const contestant of contestants) contestant.close();
  }
}

async function contestantOf(name: string, form: GraphForm, options: BenchOptions): Promise<Contestant> {
  const { network, weights, threads } = options;
  const folder = join(options.folder, name);
  await mkdir(folder);
  const written = join(folder, 'model.onnx');
  const graph = compile(network, readWeights(weights, network, 'weights'), form.compile);
  await writeFile(written, onnxChunks(graph, {}));
  if (!form.isAsExported) await optimiseGraph(written, folder, { keepBlocked: true });
  const size: Size = network.input;
  return Contestant.ofGraph(name, {
    graphPath: form.isAsExported ? written : join(folder, OPTIMISED_GRAPH),
    optimisation: form.isAsExported ? 'all' : 'disabled',
    threads,
    size: { width: size.width, height: size.height },
  });
}

async function timed(contestants: readonly Contestant[], rounds: number): Promise<BenchRow[]> {
  const loaded: Loaded[] = [];
  for (const contestant of contestants) loaded.push(await contestant.loaded());
  const times = contestants.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, contestant] of contestants.entries()) times[index]!.push(await contestant.frame());
  }
  const medians = times.map(median);
  return contestants.map(({ name }, index) => ({
    name,
    milliseconds: medians[index]!,
    framesPerSecond: 1000 / medians[index]!,
    ratioToNaive: medians[0]! / medians[index]!,
    ...loaded[index]!,
  }));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
