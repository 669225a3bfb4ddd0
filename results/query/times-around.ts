import type { RawFilter } from '../../shared/questions.ts';

/** Of time stamps that were rounded differently. */
const NEAR_SECONDS = 0.001;

/** `from` and `to` around the time of a frame; its index says which of those within it is. */
export function timesAround(ptsSeconds: number): RawFilter {
  const [from, to] = [ptsSeconds - NEAR_SECONDS, Math.max(0, ptsSeconds + NEAR_SECONDS)];
  return { ...(from > 0 && { from: from.toFixed(6) }), to: to.toFixed(6) };
}
