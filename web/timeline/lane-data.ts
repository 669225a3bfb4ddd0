import type { Timeline } from '../../shared/timeline.ts';

/** No frames are further apart than that: where there are none for longer, there is no material. */
const MOST_APART_SECONDS = 2;

/** What is known of a bin. */
export type BinState = 'looked' | 'partly' | 'missed' | 'between' | 'nothing';

/**
 * What is known of each bin: whether it was looked at, in part, or not at all though there is material; `between` two frames; or there is
 * nothing that could be looked at.
 */
export function binStates({
  lookedFrames,
  missed,
  binSeconds,
}: Pick<Timeline, 'lookedFrames' | 'missed' | 'binSeconds'>): BinState[] {
  const states = lookedFrames.map((frames, bin): BinState => {
    const isMissed = missed.some(({ seconds }) => seconds[bin]! > 0);
    if (frames > 0) return isMissed ? 'partly' : 'looked';
    return isMissed ? 'missed' : 'nothing';
  });
  const apart = Math.floor(MOST_APART_SECONDS / binSeconds);
  for (let bin = 0; bin < states.length; bin++) {
    if (states[bin] !== 'nothing') continue;
    let end = bin;
    while (end < states.length && states[end] === 'nothing') end++;
    if (end - bin <= apart) states.fill('between', bin, end);
    bin = end - 1;
  }
  return states;
}

/** Middles of bins, for an axis. */
export function middlesOf({ from, binSeconds, lookedFrames }: Timeline): number[] {
  return lookedFrames.map((_, bin) => (from ?? 0) + (bin + 0.5) * binSeconds);
}

/** How many were found in each bin that was looked at; `undefined` in others, so that bars of single frames are as wide as frames are apart. */
export function barsOf(
  detections: readonly number[],
  { lookedFrames }: Pick<Timeline, 'lookedFrames'>,
): (number | undefined)[] {
  return detections.map((count, bin) => (lookedFrames[bin]! > 0 ? count : undefined));
}
