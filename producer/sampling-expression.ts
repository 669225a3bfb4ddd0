import type { RunSettings } from '../shared/run.ts';

/** A stretch of sampled frames by their ordinal, both ends included; `last` may be `Infinity`. */
export interface OrdinalRange {
  readonly first: number;
  readonly last: number;
}

/** What a printed number is, told by its fraction (halves, quarters and eighths are exact in binary and in `%f`). */
export const FACT_FRACTIONS = { frameIndex: '25', pts: '5', wantedOrdinal: '75', skippedOrdinal: '125' } as const;

type Sampling = Pick<RunSettings, 'every' | 'fps' | 'start' | 'end'>;

/**
 * The expression for ffmpeg's `select` filter that samples the source and prints the facts of each frame to the log.
 *
 * For every source frame it prints `frameIndex + 0.25`, then `pts + 0.5`; for a sampled one also its ordinal among the
 * sampled frames, `+ 0.75` when it is wanted (and let through) and `+ 0.125` when not. Each is one line of its own, written
 * by one call, so that messages of other threads cannot break into it.
 *
 * Stream time is pts minus the first frame's pts. A frame without pts gets the pts before it plus the distance between the
 * two frames before (one tick at the beginning). `every` counts source frames from 0; `start` ≤ time < `end`; `fps` takes the
 * first of the frames left at or after each tick of 1/fps of stream time, one a tick at most; a time stamp may lie half a
 * tick of the time base before it, since containers round.
 *
 * @param wanted - ascending
 */
export function samplingExpression({ every, fps, start, end }: Sampling, wanted: readonly OrdinalRange[]): string {
  const conditions = [
    every > 1 ? `not(mod(n,${every}))` : '',
    start !== null ? `gte(ld(6),${start})` : '',
    end !== null ? `lt(ld(6),${end})` : '',
  ].filter((condition) => condition !== '');
  const ordinal = '(ld(3)-1)';
  const isWanted = wanted
    .map(({ first, last }) => (last === Infinity ? `gte(${ordinal},${first})` : `between(${ordinal},${first},${last})`))
    .join('+');
  const sampled = `st(3,ld(3)+1);if(${isWanted || '0'},print(${ordinal}+0.75,24);1,print(${ordinal}+0.125,24);0)`;
  const ticked =
    fps === null ? sampled : `st(4,floor((ld(6)+TB/2)*${fps}));if(gte(ld(4),ld(5)),st(5,ld(4)+1);${sampled},0)`;
  return [
    'st(9,if(isnan(pts),if(n,ld(0)+ld(1),0),pts))',
    'st(1,if(n,ld(9)-ld(0),1))',
    'st(0,ld(9))',
    'if(n,0,st(2,ld(0)))',
    'st(6,(ld(0)-ld(2))*TB+1e-9)',
    'print(n+0.25,24)',
    'print(ld(0)+0.5,24)',
    `if(${conditions.join('*') || '1'},${ticked},0)`,
  ].join(';');
}
