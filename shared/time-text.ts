import { z } from 'zod';

/**
 * Seconds of a time that is written `83.5`, `1:23.5` or `0:01:23.5`.
 *
 * @returns `null` when it is neither
 */
export function parseTime(text: string): number | null {
  const match = /^(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d+)?)$/.exec(text.trim());
  if (!match) return null;
  const [hours, minutes, seconds] = match.slice(1).map((part) => (part === undefined ? 0 : Number(part))) as [
    number,
    number,
    number,
  ];
  const isClock = match[2] !== undefined;
  if (isClock && (seconds >= 60 || (match[1] !== undefined && minutes >= 60))) return null;
  return hours * 3600 + minutes * 60 + seconds;
}

/** In seconds since 1970. Later years have no form that all readers understand; milliseconds come out here. */
const YEAR_10000 = 253_402_300_800;

/**
 * A moment that is written as ISO 8601 with its zone, or as seconds since 1970.
 *
 * @returns ISO 8601 in UTC; `null` when it is neither
 */
export function parseInstant(text: string): string | null {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) < YEAR_10000 ? new Date(Number(text) * 1000).toISOString() : null;
  const isIso = z.iso.datetime({ offset: true }).safeParse(text).success;
  return isIso ? new Date(text).toISOString() : null;
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600, d: 86_400 };

/**
 * Seconds of a length of time that is written `2s`, `500ms`, `1.5m`, `15min`, `1h`, `1d`, or as a time without a unit.
 *
 * @returns `null` when it is none
 */
export function parseDuration(text: string): number | null {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s|min|m|h|d)$/.exec(text.trim()) ?? [];
  if (number === undefined || unit === undefined) return parseTime(text);
  return unit === 'ms' ? Number(number) / 1000 : Number(number) * UNIT_SECONDS[unit]!;
}
