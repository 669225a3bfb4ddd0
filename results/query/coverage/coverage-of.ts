import type { CoverageRow } from '../../../shared/questions.ts';
import type { TimeRange } from '../../../shared/time-ranges.ts';

/** A run, as far as its coverage goes. Times are `ptsSeconds`. */
export interface CoveredRun {
  readonly runNo: number;
  readonly runId: string;
  readonly videoId: string;
  readonly firstPts: number | null;
  readonly lastPts: number | null;
  readonly storedFrames: number;
  /** What the user asked to look at; `null`: from the begin, to the end. */
  readonly start: number | null;
  readonly end: number | null;
  /** The parts of that which were to be looked at, in order; `null`: all of it. */
  readonly ranges: readonly TimeRange[] | null;
  readonly isComplete: boolean;
  /** Everything that was sampled was looked at. */
  readonly isWhole: boolean;
  readonly chunkFrames: number;
}

/** Frames of a run that lie in one of its ranges. */
export interface LookedRange {
  readonly runNo: number;
  readonly firstPts: number;
  readonly lastPts: number;
  readonly frames: number;
}

/** Consecutive chunks, or frames of a chunk, of one state. */
export interface LedgerIsland {
  readonly runNo: number;
  readonly state: string;
  readonly firstChunk: number;
  readonly lastChunk: number;
  readonly firstPts: number | null;
  readonly lastPts: number | null;
  readonly frames: number;
}

type Stretch = Pick<CoverageRow, 'state' | 'from' | 'to' | 'frames'>;

/**
 * What was looked at of a run, in order. A stretch that was not looked at lasts from the last frame before it to the first frame
 * behind it that were.
 *
 * @param islands - of this run, in order; none are needed of a whole run
 * @param lookedRanges - of a whole run that has ranges, in order
 */
export function coverageOf(
  run: CoveredRun,
  islands: readonly LedgerIsland[],
  lookedRanges: readonly LookedRange[] = [],
): CoverageRow[] {
  const { runId, videoId, firstPts, lastPts, storedFrames, start, end, ranges } = run;
  const whole: Stretch[] =
    ranges === null
      ? [{ state: 'looked', from: firstPts, to: lastPts, frames: storedFrames }]
      : lookedRanges.map((one) => ({ state: 'looked', from: one.firstPts, to: one.lastPts, frames: one.frames }));
  const stretches = run.isWhole ? whole : withTimes(withGaps(run, islands));
  const looked = ranges === null ? stretches : gapsOf(ranges).reduce(cutAt, stretches);
  const before: Stretch[] = start === null ? [] : [{ state: 'outside', from: null, to: start, frames: null }];
  const after: Stretch[] = end === null ? [] : [{ state: 'outside', from: end, to: null, frames: null }];
  return [...before, ...looked, ...after].map((stretch) => ({ runId, videoId, ...stretch }));
}

/** Times between ranges, and their middle: by it frames are told apart, since a stream's own clock may begin elsewhere. */
export function gapsOf(ranges: readonly TimeRange[]): { from: number; to: number; middle: number }[] {
  return ranges.slice(1).map(({ start }, index) => {
    const [from, to] = [ranges[index]!.end ?? 0, start ?? 0];
    return { from, to, middle: (from + to) / 2 };
  });
}

/** Puts a gap where it belongs; of a stretch that lies on both sides nobody has counted the frames on each. */
function cutAt(stretches: readonly Stretch[], { from, to, middle }: ReturnType<typeof gapsOf>[number]): Stretch[] {
  const parts = stretches.flatMap((stretch): Stretch[] => {
    const isAcross = stretch.from !== null && stretch.to !== null && stretch.from < middle && stretch.to >= middle;
    if (!isAcross) return [stretch];
    return [
      { ...stretch, to: from, frames: null },
      { ...stretch, from: to, frames: null },
    ];
  });
  const place = parts.findLastIndex((part) => (part.from ?? part.to ?? Infinity) < middle) + 1;
  return parts.toSpliced(place, 0, { state: 'outside', from, to, frames: null });
}

function withGaps({ isComplete, chunkFrames }: CoveredRun, islands: readonly LedgerIsland[]): Stretch[] {
  const stretches: Stretch[] = [];
  let next = 0;
  for (const { state, firstChunk, lastChunk, firstPts, lastPts, frames } of islands) {
    if (firstChunk > next) {
      stretches.push({ state: 'missing', from: null, to: null, frames: (firstChunk - next) * chunkFrames });
    }
    const isLooked = firstPts !== null;
    stretches.push({ state: isLooked ? 'looked' : state, from: firstPts, to: lastPts, frames });
    next = lastChunk + 1;
  }
  if (!isComplete) stretches.push({ state: 'missing', from: null, to: null, frames: null });
  return stretches;
}

/** Gives stretches that were not looked at the times between which they lie. */
function withTimes(stretches: readonly Stretch[]): Stretch[] {
  return stretches.map((stretch, index) => {
    if (stretch.state === 'looked') return stretch;
    const before = stretches.slice(0, index).findLast(({ state }) => state === 'looked');
    const behind = stretches.slice(index + 1).find(({ state }) => state === 'looked');
    return { ...stretch, from: before?.to ?? null, to: behind?.from ?? null };
  });
}

/** Whether a stretch has a part in a time, `to` excluded. */
export function isWithin(
  row: CoverageRow,
  { from, to }: { readonly from: number | null; readonly to: number | null },
): boolean {
  return (from === null || row.to === null || row.to >= from) && (to === null || row.from === null || row.from < to);
}
