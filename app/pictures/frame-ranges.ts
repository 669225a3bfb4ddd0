import type { OrdinalRange } from '../../producer/ffmpeg/sampling-expression.ts';

/** So many stretches of frames one ffmpeg is asked for at most. */
const MOST_RANGES = 64;

/** Frames that follow one another, as ranges. @param frameIndexes - ascending; one that is there twice counts once */
export function rangesOfFrames(frameIndexes: readonly number[]): OrdinalRange[] {
  const ranges: { first: number; last: number }[] = [];
  for (const index of frameIndexes) {
    const range = ranges.at(-1);
    if (range && index <= range.last + 1) range.last = index;
    else ranges.push({ first: index, last: index });
  }
  return ranges;
}

/** The same, in parts that one pass each can give. */
export function passesOf(frameIndexes: readonly number[]): OrdinalRange[][] {
  const ranges = rangesOfFrames(frameIndexes);
  return Array.from({ length: Math.ceil(ranges.length / MOST_RANGES) }, (_, pass) =>
    ranges.slice(pass * MOST_RANGES, (pass + 1) * MOST_RANGES),
  );
}
