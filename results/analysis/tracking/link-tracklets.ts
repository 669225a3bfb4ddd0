import { assignPairs, type Pair } from '../assign-pairs.ts';
import { bufferedIou } from './buffered-iou.ts';
import { boxAt, type Heading, headingOf } from './heading.ts';
import type { TrackingSettings } from './tracking-settings.ts';
import { firstOf, lastOf, type Tracklet } from './tracklet.ts';

const STANDING = [0, 0] as const;

/** A tracklet and where its ends lead. */
interface Ends {
  readonly tracklet: Tracklet;
  readonly first: Heading;
  readonly last: Heading;
  /** How long it was seen. */
  readonly seconds: number;
}

/**
 * Closes gaps: joins the end of one tracklet to the beginning of a later one where both ways, followed into the gap from their own
 * side, meet in its middle. A way is believed for about as long as it was seen. Which of them belong together is decided over all of them at once.
 *
 * @param patienceSeconds - a gap as short as this is closed also by what was seen for a moment
 * @param maxGapSeconds - longest gap
 */
export function linkTracklets(
  tracklets: readonly Tracklet[],
  settings: TrackingSettings,
  patienceSeconds: number,
  maxGapSeconds: number,
): Tracklet[] {
  const { headingSeconds } = settings;
  const ends: Ends[] = tracklets.map((tracklet) => ({
    tracklet,
    first: headingOf(tracklet, 'first', headingSeconds),
    last: headingOf(tracklet, 'last', headingSeconds),
    seconds: lastOf(tracklet).ptsSeconds - firstOf(tracklet).ptsSeconds,
  }));
  ends.sort((a, b) => a.first.ptsSeconds - b.first.ptsSeconds);
  const next = new Map<number, number>();
  for (const { row, column } of assignPairs(possiblePairs(ends, settings, patienceSeconds, maxGapSeconds)))
    next.set(row, column);
  const later = new Set(next.values());
  return ends.flatMap((_, index) => {
    if (later.has(index)) return [];
    const parts: Tracklet[] = [];
    for (let at: number | undefined = index; at !== undefined; at = next.get(at)) parts.push(ends[at]!.tracklet);
    return [parts.flat()];
  });
}

/** @param ends - by their beginning */
function possiblePairs(
  ends: readonly Ends[],
  settings: TrackingSettings,
  patienceSeconds: number,
  maxGapSeconds: number,
): Pair[] {
  const pairs: Pair[] = [];
  for (const [row, { last }] of ends.entries()) {
    for (let column = firstAfter(ends, last.ptsSeconds); column < ends.length; column++) {
      const { first, seconds } = ends[column]!;
      const gap = first.ptsSeconds - last.ptsSeconds;
      if (gap > maxGapSeconds) break;
      if (gap > Math.max(patienceSeconds, settings.gapShare * Math.min(ends[row]!.seconds, seconds))) continue;
      const similarity = similarityOf(last, first, settings);
      if (similarity >= settings.minLinkSimilarity) pairs.push({ row, column, similarity });
    }
  }
  return pairs;
}

/** How alike two ends are where their ways meet, halfway in time; the way of one is the other's where that has none of its own. */
function similarityOf(last: Heading, first: Heading, { buffers: [near] }: TrackingSettings): number {
  const middle = (last.ptsSeconds + first.ptsSeconds) / 2;
  const [before, after] = [last.speed ?? first.speed ?? STANDING, first.speed ?? last.speed ?? STANDING];
  return bufferedIou(boxAt(last, before, middle), boxAt(first, after, middle), near);
}

/** The first that begins after a time. */
function firstAfter(ends: readonly Ends[], ptsSeconds: number): number {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle]!.first.ptsSeconds > ptsSeconds) high = middle;
    else low = middle + 1;
  }
  return low;
}
