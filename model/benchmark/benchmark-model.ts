import type { BenchmarkProcess, Loaded } from '../runtime/benchmark-process.ts';
import { median } from '../runtime/paired-times.ts';
import type { FormOptions } from './form-options.ts';
import { type FormName, startBenchmarkProcess } from './graph-forms.ts';

export interface BenchmarkOptions extends FormOptions {
  /** How many frames each process runs, taking turns. */
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
 * @param others - further processes, which this function closes
 * @returns a row for each: first the first form's, which ratios refer to
 * @throws {ModelError} `INFERENCE_FAILED` when a process ends
 */
export async function benchmarkModel(
  options: BenchmarkOptions,
  others: readonly BenchmarkProcess[] = [],
): Promise<BenchmarkRow[]> {
  const processes: BenchmarkProcess[] = [...others];
  try {
    const own: BenchmarkProcess[] = [];
    for (const name of options.forms) {
      const process = await startBenchmarkProcess(name, options);
      if (process === null) continue;
      own.push(process);
      processes.push(process);
    }
    return await timed([...own, ...others], options.rounds);
  } finally {
    for (const process of processes) process.close();
  }
}

async function timed(processes: readonly BenchmarkProcess[], rounds: number): Promise<BenchmarkRow[]> {
  const loaded: Loaded[] = [];
  for (const process of processes) loaded.push(await process.loaded());
  const times = processes.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, process] of processes.entries()) times[index]!.push(await process.frame());
  }
  const medians = times.map(median);
  return processes.map(({ name }, index) => ({
    name,
    milliseconds: medians[index]!,
    framesPerSecond: 1000 / medians[index]!,
    ratioToNaive: medians[0]! / medians[index]!,
    ...loaded[index]!,
  }));
}
