import type { Contestant, Loaded } from './contestant.ts';
import { contestantOf, type FormName, type FormOptions } from './graph-forms.ts';
import { median } from './paired-times.ts';

export interface BenchOptions extends FormOptions {
  /** How many frames each contestant runs, taking turns. */
  readonly rounds: number;
  readonly forms: readonly FormName[];
}

export interface BenchRow extends Loaded {
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
export async function benchModel(options: BenchOptions, others: readonly Contestant[] = []): Promise<BenchRow[]> {
  const contestants: Contestant[] = [...others];
  try {
    const own: Contestant[] = [];
    for (const name of options.forms) {
      const contestant = await contestantOf(name, options);
      if (contestant === null) continue;
      own.push(contestant);
      contestants.push(contestant);
    }
    return await timed([...own, ...others], options.rounds);
  } finally {
    for (const contestant of contestants) contestant.close();
  }
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
