import type { RunSettings } from '../../shared/run.ts';
import { rangesOfWindow, type TimeRange } from '../../shared/time-ranges.ts';

/** A stretch of sampled frames by their ordinal, both ends included; `last` may be `Infinity`. */
export interface OrdinalRange {
  readonly first: number;
  readonly last: number;
}

/** How many of the ordinals below `end` lie in the ranges. */
export function countOrdinals(ranges: readonly OrdinalRange[], end: number): number {
  return ranges.reduce((sum, { first, last }) => sum + Math.max(0, Math.min(last + 1, end) - first), 0);
}

export type Sampling = Pick<RunSettings, 'every' | 'fps' | 'start' | 'end' | 'ranges'>;

/** What the next frame is judged by. Times in ticks. */
export interface SamplerState {
  /** Of the next frame. */
  readonly frameIndex: number;
  readonly firstPts: number;
  /** Of the frame before; `distance` likewise. */
  readonly pts: number;
  readonly distance: number;
  readonly sampledFrames: number;
  /** First tick of `fps` that has no frame yet. */
  readonly nextTick: number;
  /** What the clock's steps back add up to. */
  readonly jumpedTicks: number;
}

/** A time stamp that falls back by more than this many seconds has begun anew; by less, it wobbles. */
export const CLOCK_JUMP_SECONDS = 0.25;

/** Stream time that rounding of a time base may take from a frame, in seconds. */
export const TIME_TOLERANCE_SECONDS = 1e-9;

/** Whether sampling leaves nothing out. */
export function isEveryFrame({ every, fps, start, end, ranges }: Sampling, wanted: readonly OrdinalRange[]): boolean {
  const isWhole = wanted.length === 1 && wanted[0]!.first === 0 && wanted[0]!.last === Infinity;
  return every === 1 && fps === null && start === null && end === null && ranges === undefined && isWhole;
}

/**
 * The expression for ffmpeg's `select` filter that lets the wanted ones of the sampled frames through. `FrameSampler` says
 * what is sampled and does the same arithmetic in the same order; what the two choose is compared frame by frame.
 *
 * The filter remembers in variables: 0 pts; 1 distance to the frame before, in ticks; 2 first pts; 3 frames sampled so far;
 * 4, 5 this tick of `fps` and the next free one; 6, 7 stream time and what its jumps back add up to; 8 seconds since the
 * beginning, jumps left out; 9 pts as it came. They begin anew with each filter graph.
 *
 * @param wanted - ascending
 * @param from - where the first frame of the graph is not the source's first one
 */
export function samplingExpression(
  { every, fps, ...window }: Sampling,
  wanted: readonly OrdinalRange[],
  from: SamplerState | null = null,
): string {
  const n = from ? `(n+${from.frameIndex})` : 'n';
  const times = rangesOfWindow(window).map(rangeExpression);
  const conditions = [
    every > 1 ? `not(mod(${n},${every}))` : '',
    times.length > 1 ? `(${times.join('+')})` : times[0]!,
  ].filter((condition) => condition !== '');
  const ordinal = '(ld(3)-1)';
  const isWanted = wanted
    .map(({ first, last }) => (last === Infinity ? `gte(${ordinal},${first})` : `between(${ordinal},${first},${last})`))
    .join('+');
  const sampled = `st(3,ld(3)+1);${isWanted || '0'}`;
  const ticked =
    fps === null ? sampled : `st(4,floor((ld(8)+TB/2)*${fps}));if(gte(ld(4),ld(5)),st(5,ld(4)+1);${sampled},0)`;
  return [
    ...(from ? [`if(n,0,${restored(from)})`] : []),
    `st(9,if(isnan(pts),if(${n},ld(0)+ld(1),0),pts))`,
    `if(${n},if(gt((ld(0)-ld(9))*TB,${CLOCK_JUMP_SECONDS}),st(7,ld(7)+(ld(0)+ld(1)-ld(9))),0),st(1,1);st(2,ld(9)))`,
    `if(${n},if(gt(ld(9),ld(0)),st(1,ld(9)-ld(0)),0),0)`,
    'st(0,ld(9))',
    `st(6,(ld(0)-ld(2))*TB+${TIME_TOLERANCE_SECONDS})`,
    `st(8,(ld(0)-ld(2)+ld(7))*TB+${TIME_TOLERANCE_SECONDS})`,
    `if(${conditions.join('*') || '1'},${ticked},0)`,
  ].join(';');
}

/** Of one that ends before the next one begins. */
function rangeExpression({ start, end }: TimeRange): string {
  return [start !== null ? `gte(ld(6),${start})` : '', end !== null ? `lt(ld(6),${end})` : '']
    .filter((condition) => condition !== '')
    .join('*');
}

/** Puts into the filter's variables what they would hold if it had seen the frames before. */
function restored({ firstPts, pts, distance, sampledFrames, nextTick, jumpedTicks }: SamplerState): string {
  const values = { 0: pts, 1: distance, 2: firstPts, 3: sampledFrames, 5: nextTick, 7: jumpedTicks };
  return Object.entries(values)
    .map(([variable, value]) => `st(${variable},${value})`)
    .join(';');
}
