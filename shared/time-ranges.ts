import { z } from 'zod';
import { parseTime } from './time-text.ts';

/** A stretch of stream time, `end` excluded; `null`: from the source's beginning, to its end. */
export const timeRangeSchema = z
  .object({ start: z.number().min(0).nullable(), end: z.number().positive().nullable() })
  .readonly();
export type TimeRange = z.output<typeof timeRangeSchema>;

/** The window of a run, and what of it is looked at where that is not all of it. */
export interface TimeWindow extends TimeRange {
  /** Ascending, apart from one another, two at least; `start` and `end` are those of the first and of the last. */
  readonly ranges?: readonly TimeRange[] | undefined;
}

/**
 * Reads stretches of time that are separated by commas, each `FROM-TO`, `FROM-` or `-TO` in seconds or as a clock.
 *
 * @returns in the order in which they are written; `null` for anything else, also where one ends before it begins
 */
export function parseTimeRanges(text: string): readonly TimeRange[] | null {
  const ranges = text.split(',').map(parseRange);
  return ranges.every((range) => range !== null) ? ranges : null;
}

function parseRange(text: string): TimeRange | null {
  const [, from, to] = /^\s*([\d:.]*)\s*-\s*([\d:.]*)\s*$/.exec(text) ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return null;
  const [start, end] = [from, to].map((time) => (time === '' ? null : parseTime(time)));
  const isUnread = (from !== '' && start === null) || (to !== '' && end === null);
  if (isUnread || (end !== null && end! <= (start ?? 0))) return null;
  return { start: start ?? null, end: end ?? null };
}

/**
 * What of some stretches lies in a window, in one form for all that mean the same: in order, those that touch joined, and none named
 * where they are one.
 *
 * @param ranges - in any order; none: the window itself
 * @returns `null` where nothing of them lies in it
 */
export function windowOf(ranges: readonly TimeRange[], { start, end }: TimeRange): TimeWindow | null {
  if (ranges.length === 0) return { start, end };
  const joined: { start: number | null; end: number | null }[] = [];
  for (const range of ranges.toSorted((a, b) => (a.start ?? 0) - (b.start ?? 0))) {
    const from = range.start === null || (start ?? 0) > range.start ? start : range.start;
    const to = Math.min(range.end ?? Infinity, end ?? Infinity);
    if (to <= (from ?? 0)) continue;
    const last = joined.at(-1);
    const isApart = !last || (last.end !== null && last.end < (from ?? 0));
    if (isApart) joined.push({ start: from, end: ended(to) });
    else last.end = ended(Math.max(last.end ?? Infinity, to));
  }
  const [first, last] = [joined[0], joined.at(-1)];
  if (!first || !last) return null;
  return { start: first.start, end: last.end, ...(joined.length > 1 && { ranges: joined }) };
}

/** The stretches of a window, one at least. */
export function rangesOfWindow({ start, end, ranges }: TimeWindow): readonly TimeRange[] {
  return ranges ?? [{ start, end }];
}

function ended(seconds: number): number | null {
  return seconds === Infinity ? null : seconds;
}
