import { parseInstant } from '../../../shared/time-text.ts';
import { instantOf, offsetStretches } from './time-zone.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** A part of the day, in minutes since midnight; `to` excluded, and before `from` where it lasts past midnight. */
export interface TimeOfDay {
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** A moment as it is written: with its zone, or by clocks of a zone that is said elsewhere. */
export type WrittenMoment = { readonly instantMs: number } | { readonly localMs: number };

/** What has to hold of the wall clock; `null`: anything. */
export interface ClockFilter {
  readonly since: WrittenMoment | null;
  readonly until: WrittenMoment | null;
  readonly timeOfDay: TimeOfDay | null;
  /** 0 for Sunday. */
  readonly weekday: readonly number[] | null;
  readonly tz: string;
}

/** A stretch of wall-clock time, `toMs` excluded, in which clocks are `offsetMs` before UTC. */
export interface ClockWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly offsetMs: number;
}

/** Reads `22:00-06:00`. */
export function parseTimeOfDay(text: string): TimeOfDay | null {
  const match = /^\s*(\d{1,2}):(\d\d)\s*-\s*(\d{1,2}):(\d\d)\s*$/.exec(text);
  if (!match) return null;
  const [fromHour, fromMinutes, toHour, toMinutes] = match.slice(1).map(Number) as [number, number, number, number];
  const [fromMinute, toMinute] = [fromHour * 60 + fromMinutes, toHour * 60 + toMinutes];
  const isClock = fromMinutes < 60 && toMinutes < 60 && fromMinute < 1440 && toMinute <= 1440;
  return isClock && fromMinute !== toMinute ? { fromMinute, toMinute } : null;
}

/** Reads `mon-fri,sun`. @returns days, 0 for Sunday, ascending */
export function parseWeekdays(text: string): number[] | null {
  const days = new Set<number>();
  for (const part of text.toLowerCase().split(',')) {
    const ends = part.split('-').map((name) => WEEKDAYS.indexOf(name.trim() as (typeof WEEKDAYS)[number]));
    if (ends.length > 2 || ends.includes(-1)) return null;
    const [first, last] = [ends[0]!, ends.at(-1)!];
    for (let day = first; ; day = (day + 1) % 7) {
      days.add(day);
      if (day === last) break;
    }
  }
  return [...days].sort();
}

/** Reads a date, or a date and time, with its zone or without: `2026-03-01`, `2026-03-01T22:00`, `2026-03-01T22:00:00Z`. */
export function parseMoment(text: string): WrittenMoment | null {
  const written = text.trim().replace(' ', 'T');
  const instant = parseInstant(written);
  if (instant !== null) return { instantMs: Date.parse(instant) };
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?)?$/.test(written)) return null;
  const time = written.includes('T') ? written : `${written}T00:00`;
  const localMs = Date.parse(`${time}Z`);
  const isReal = !Number.isNaN(localMs) && new Date(localMs).toISOString().startsWith(written.slice(0, 10));
  return isReal ? { localMs } : null;
}

/** The windows of a span of wall-clock time in which a filter holds, each with the offset of its zone; in order. */
export function clockWindows(fromMs: number, toMs: number, filter: ClockFilter): ClockWindow[] {
  const { since, until, timeOfDay, weekday, tz } = filter;
  const start = Math.max(fromMs, since ? momentMs(since, tz) : fromMs);
  const end = Math.min(toMs, until ? momentMs(until, tz) : toMs);
  if (start >= end) return [];
  const stretches = offsetStretches(start, end, tz);
  if (timeOfDay === null && weekday === null) return stretches;
  return stretches.flatMap((stretch) => windowsOfDays(stretch, timeOfDay, weekday));
}

/** The moment that is meant. */
export function momentMs(moment: WrittenMoment, timeZone: string): number {
  return 'instantMs' in moment ? moment.instantMs : instantOf(moment.localMs, timeZone);
}

function windowsOfDays(
  { fromMs, toMs, offsetMs }: ClockWindow,
  timeOfDay: TimeOfDay | null,
  weekday: readonly number[] | null,
): ClockWindow[] {
  const windows: ClockWindow[] = [];
  const lastDay = Math.floor((toMs + offsetMs) / DAY_MS);
  for (let day = Math.floor((fromMs + offsetMs) / DAY_MS); day <= lastDay; day++) {
    const weekdayOfDay = (((day + 4) % 7) + 7) % 7; // 1970 began on a Thursday
    if (weekday && !weekday.includes(weekdayOfDay)) continue;
    for (const [from, to] of minutesOf(timeOfDay)) {
      const midnight = day * DAY_MS - offsetMs;
      const start = Math.max(fromMs, midnight + from * MINUTE_MS);
      const end = Math.min(toMs, midnight + to * MINUTE_MS);
      const last = windows.at(-1);
      if (start >= end) continue;
      if (last?.toMs === start) windows[windows.length - 1] = { ...last, toMs: end };
      else windows.push({ fromMs: start, toMs: end, offsetMs });
    }
  }
  return windows;
}

/** Minutes of one day, in order. */
function minutesOf(timeOfDay: TimeOfDay | null): (readonly [from: number, to: number])[] {
  if (timeOfDay === null) return [[0, 1440]];
  const { fromMinute, toMinute } = timeOfDay;
  if (fromMinute < toMinute) return [[fromMinute, toMinute]];
  return [
    [0, toMinute],
    [fromMinute, 1440],
  ];
}
