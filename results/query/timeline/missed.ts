import type { CoverageRow } from '../../../shared/questions.ts';
import type { Bins } from './bins.ts';

/** A stretch of an axis; `toMs` is excluded. */
export interface MsSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A run on an axis. */
export interface PlacedRun {
  readonly runId: string;
  /** Its material in seconds of its stream, also what nobody has looked at. */
  readonly beginSeconds: number;
  readonly endSeconds: number;
  /** Where second 0 of its stream lies, in milliseconds of the axis. */
  readonly zeroMs: number;
  /** Times that are asked about. */
  readonly windows: readonly MsSpan[];
}

/** What was not looked at, in seconds of each bin, by why. @param coverage - of these runs, and of others */
export function missedInBins(
  bins: Bins,
  runs: readonly PlacedRun[],
  coverage: readonly CoverageRow[],
): { state: string; seconds: number[] }[] {
  const placed = new Map(runs.map((run) => [run.runId, run]));
  const byState = new Map<string, number[]>();
  for (const { runId, state, from, to } of coverage) {
    const run = placed.get(runId);
    if (!run || state === 'looked') continue;
    const fromMs = run.zeroMs + Math.max(from ?? run.beginSeconds, run.beginSeconds) * 1000;
    const toMs = run.zeroMs + Math.min(to ?? run.endSeconds, run.endSeconds) * 1000;
    for (const window of run.windows) {
      const [start, end] = [Math.max(fromMs, window.fromMs), Math.min(toMs, window.toMs)];
      if (start < end) addTo(listOf(byState, state, bins), bins, start, end);
    }
  }
  return [...byState]
    .map(([state, seconds]) => ({ state, seconds }))
    .filter(({ seconds }) => seconds.some((s) => s > 0));
}

function listOf(lists: Map<string, number[]>, state: string, { count }: Bins): number[] {
  const list = lists.get(state) ?? new Array<number>(count).fill(0);
  lists.set(state, list);
  return list;
}

function addTo(seconds: number[], { fromMs, binMs, count }: Bins, start: number, end: number): void {
  const first = Math.max(0, Math.floor((start - fromMs) / binMs));
  const last = Math.min(count - 1, Math.ceil((end - fromMs) / binMs) - 1);
  for (let bin = first; bin <= last; bin++) {
    const begin = fromMs + bin * binMs;
    seconds[bin]! += (Math.min(end, begin + binMs) - Math.max(start, begin)) / 1000;
  }
}
