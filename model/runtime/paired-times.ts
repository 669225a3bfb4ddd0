import type { BenchmarkProcess } from './benchmark-process.ts';

/** Of two models that take turns frame by frame, the median of the first, and of what the second takes longer; milliseconds. */
export async function pairedTimes(
  first: BenchmarkProcess,
  second: BenchmarkProcess,
  rounds: number,
): Promise<{ readonly milliseconds: number; readonly cost: number }> {
  await Promise.all([first.loaded(), second.loaded()]);
  const times: number[] = [];
  const differences: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const time = await first.frame();
    times.push(time);
    differences.push((await second.frame()) - time);
  }
  return { milliseconds: median(times), cost: median(differences) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
