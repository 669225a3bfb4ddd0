import type { Side } from './anchor.ts';

/** On which side something was at a time. */
export interface SidedSample {
  readonly ptsSeconds: number;
  readonly side: Side;
}

/** Samples, both ends included, in which it was on one side. */
export interface Stretch {
  readonly side: 1 | -1;
  readonly first: number;
  readonly last: number;
  /** The last that was not 0. */
  readonly lastDecided: number;
}

/**
 * The sides that something stayed on: a stretch that lasts less than `settleSeconds` is flicker and is taken out, and what was the
 * same before and after it is one stretch. A stretch lasts until the next begins, the last one until its last sample.
 *
 * @param samples - in the order of time; 0 counts to the side before it
 */
export function settledStretches(samples: readonly SidedSample[], settleSeconds: number): Stretch[] {
  const settled: Stretch[] = [];
  for (const stretch of stretchesOf(samples)) {
    const end = samples[stretch.last + 1] ?? samples[stretch.last]!;
    if (end.ptsSeconds - samples[stretch.first]!.ptsSeconds < settleSeconds) continue;
    const previous = settled.at(-1);
    if (previous?.side === stretch.side) settled[settled.length - 1] = { ...stretch, first: previous.first };
    else settled.push(stretch);
  }
  return settled;
}

function stretchesOf(samples: readonly SidedSample[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const [index, { side }] of samples.entries()) {
    const current = stretches.at(-1);
    if (current && side === 0) stretches[stretches.length - 1] = { ...current, last: index };
    else if (current?.side === side) stretches[stretches.length - 1] = { ...current, last: index, lastDecided: index };
    else if (side !== 0) stretches.push({ side, first: index, last: index, lastDecided: index });
  }
  return stretches;
}
