import type { Timeline } from '../../shared/timeline.ts';
import type { StateChange } from '../state.ts';
import { clockText, streamText } from '../text.ts';

/** A stretch of an axis, in its seconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The stretch that the bins of a timeline cover; `null` where there are none. */
export function spanOf({ from, binSeconds, lookedFrames }: Timeline): Span | null {
  return from === null ? null : { from, to: from + binSeconds * lookedFrames.length };
}

/** Filters that leave this stretch. Of a clock, to milliseconds; of a stream, to what is written of it. */
export function zoomTo(axis: Timeline['axis'], { from, to }: Span): StateChange {
  if (axis === 'clock') return { since: momentText(from), until: momentText(to) };
  return { from: secondsText(Math.max(0, from)), to: secondsText(to) };
}

/** Filters that leave all of it. */
export function zoomOut(axis: Timeline['axis']): StateChange {
  return axis === 'clock' ? { since: '', until: '' } : { from: '', to: '' };
}

/** A stretch around the middle of another, so many times as long. */
export function widened({ from, to }: Span, times: number): Span {
  const [middle, half] = [(from + to) / 2, ((to - from) / 2) * times];
  return { from: middle - half, to: middle + half };
}

/** A time of the axis, as finely as its bins tell it. */
export function timeText(axis: Timeline['axis'], seconds: number, tz: string, step: number): string {
  return axis === 'clock' ? clockText(Math.round(seconds * 1000), tz, step) : streamText(seconds, step);
}

function momentText(seconds: number): string {
  return new Date(Math.round(seconds * 1000)).toISOString().replace('.000Z', 'Z');
}

function secondsText(seconds: number): string {
  return String(Math.round(seconds * 1000) / 1000);
}
