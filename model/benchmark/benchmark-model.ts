import type { BenchmarkProcess, Loaded } from '../runtime/benchmark-process.ts';
import { median } from '../runtime/paired-times.ts';
import { type FormName, type FormOptions, startBenchmarkProcess } from './graph-forms.ts';

export interface BenchmarkOptions extends FormOptions {
  /** How many frames each contestant runs, taking turns. */
  readonly rounds: number;
  readonly forms: readonly FormName[];
}

export interface BenchmarkRow extends Loaded {
  readonly name: string;
  /** Median of a frame. */
  readonly milliseconds: number;
  readonly framesPerSecond: number;
  readonly ratioToNaive: number;
}

/**
 * Times forms of a network against each other on this machine, taking turns frame by frame.
 *
 * @param others - further contestants, which this function closes
 * @returns a row for each: first the first form's, which ratios refer to
 * @throws {ModelError} `INFERENCE_FAILED` when a contestant's process ends
 */
export async function benchmarkModel(
  options: BenchmarkOptions,
  others: readonly BenchmarkProcess[] = [],
): Promise<BenchmarkRow[]> {
  const contestants: BenchmarkProcess[] = [...others];
  try {
    const own: BenchmarkProcess[] = [];
    for (const name of options.forms) {
      const contestant = await startBenchmarkProcess(name, options);
      if (contestant === null) continue;
      own.push(contestant);
      contestants.push(contestant);
    }
    return await timed([...own, ...others], options.rounds);
  } finally {
    for (const contestant of contestants) contestant.close();
  }
}

async function timed(contestants: readonly BenchmarkProcess[], rounds: number): Promise<BenchmarkRow[]> {
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
