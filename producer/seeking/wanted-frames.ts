import type { OrdinalRange } from '../ffmpeg/sampling-expression.ts';
import type { FrameSampler } from '../recording/frame-sampler.ts';

/** Where frames of the source lie, counted in it; both ends included. */
export interface Extent {
  readonly first: number;
  readonly last: number;
}

/**
 * Where wanted frames begin and end; what lies behind the index is taken to lie at its end.
 *
 * @param times - of all frames of the source, as far as they are known
 * @param sampler - that has taken none yet
 * @param wanted - sampled frames by ordinal, ascending
 */
export function locateFrames(times: Float64Array, sampler: FrameSampler, wanted: readonly OrdinalRange[]): Extent[] {
  const firsts = new Map(wanted.map(({ first }, at) => [first, at]));
  const lasts = new Map(wanted.map(({ last }, at) => [last, at]));
  const found: { first?: number; last?: number }[] = wanted.map(() => ({}));
  for (let frame = 0; frame < times.length && !sampler.isPastEnd; frame++) {
    sampler.take(times[frame]!);
    if (sampler.ordinal < 0) continue;
    const [first, last] = [firsts.get(sampler.ordinal), lasts.get(sampler.ordinal)];
    if (first !== undefined) found[first]!.first = frame;
    if (last !== undefined) found[last]!.last = frame;
  }
  const end = sampler.frameIndex;
  return found.map(({ first = end, last = end }) => ({ first, last }));
}

/**
 * Wanted frames in ranges that end where so many frames of the source are not sampled, since those on both sides need not be decoded
 * by one ffmpeg. Parameters as above.
 */
export function cutAtGaps(
  times: Float64Array,
  sampler: FrameSampler,
  wanted: readonly OrdinalRange[],
  gapFrames: number,
): OrdinalRange[] {
  const cuts: number[] = [];
  let before = 0;
  for (let frame = 0; frame < times.length && !sampler.isPastEnd; frame++) {
    sampler.take(times[frame]!);
    if (sampler.ordinal < 0) continue;
    if (sampler.ordinal > 0 && frame - before >= gapFrames) cuts.push(sampler.ordinal);
    before = frame;
  }
  return wanted.flatMap(({ first, last }) => {
    const inside = cuts.filter((cut) => cut > first && cut <= last);
    return [first, ...inside].map((from, at) => ({ first: from, last: at < inside.length ? inside[at]! - 1 : last }));
  });
}
