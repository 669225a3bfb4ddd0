import { z } from 'zod';
import type { Size } from '../../shared/geometry.ts';
import { parseTime } from '../../shared/time-text.ts';

/** Reads the text of a flag; its description says what is expected. */
export type Value<T> = z.ZodType<T, string>;

/** In seconds since 1970. Later years have no form that all readers understand; milliseconds come out here. */
const YEAR_10000 = 253_402_300_800;

/** Text that is taken as it is. */
export function text(expected: string): Value<string> {
  return z.string().min(1).describe(expected);
}

export function path(what: string): Value<string> {
  return text(`the path of ${what}`);
}

export function matching(pattern: RegExp, expected: string): Value<string> {
  return z.string().regex(pattern).describe(expected);
}

/** One of some words. */
export function choice<const T extends string>(words: readonly T[]): Value<T> {
  return parsed((written) => words.find((word) => word === written) ?? null).describe(listed(words));
}

/** @param least - included, as `most` is */
export function integer(least: number, most = Number.MAX_SAFE_INTEGER): Value<number> {
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `in ${least}..${most}`;
  return numberThat(z.number().int().min(least).max(most)).describe(`an integer ${range}`);
}

/** A number from `least` to `most`, both included. */
export function number(least: number, most: number): Value<number> {
  return numberThat(z.number().min(least).max(most)).describe(`a number in ${least}..${most}`);
}

export function positive(most = Number.POSITIVE_INFINITY): Value<number> {
  const limit = Number.isFinite(most) ? `, at most ${most}` : '';
  return numberThat(z.number().positive().max(most)).describe(`a number above 0${limit}`);
}

/** Seconds, of `83.5` or `1:23.5`. @param isPositive - whether they have to be above 0 */
export function time({ isPositive = false } = {}): Value<number> {
  const seconds = parsed(parseTime).pipe(isPositive ? z.number().positive() : z.number());
  return seconds.describe(isPositive ? 'a time above 0, in seconds or hh:mm:ss' : 'seconds or hh:mm:ss');
}

/** A moment, in UTC as ISO 8601 has it. */
export const instant: Value<string> = parsed(parseInstant).describe(
  'an ISO 8601 time with its zone (2026-11-27T09:30:00Z) or seconds since 1970',
);

/** The size of a network's input. */
export const size: Value<Size> = parsed(parseSize).describe('N or WxH, multiples of 32');

/** `V` for two alike, or `A,B`. @param one - reads a single value */
export function pair<T>(one: Value<T>): Value<readonly [T, T]> {
  return z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(one).min(1).max(2))
    .transform(([a, b]): readonly [T, T] => [a as T, b === undefined ? (a as T) : b])
    .describe(`${one.description}, or two of them separated by a comma`);
}

/** What `read` makes of a text; a fault where that is `null`. */
export function parsed<T>(read: (text: string) => T | null): Value<T> {
  return z.string().transform((written, context) => {
    const value = read(written);
    if (value !== null) return value;
    context.addIssue('not understood');
    return z.NEVER;
  });
}

function numberThat(schema: z.ZodNumber): Value<number> {
  const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
  return z.string().trim().regex(decimal).transform(Number).pipe(schema);
}

function parseSize(written: string): Size | null {
  const match = /^(\d{2,5})(?:[x×](\d{2,5}))?$/.exec(written);
  const width = Number(match?.[1]);
  const height = Number(match?.[2] ?? match?.[1]);
  return width > 0 && width % 32 === 0 && height > 0 && height % 32 === 0 ? { width, height } : null;
}

function parseInstant(written: string): string | null {
  if (/^\d+(\.\d+)?$/.test(written)) {
    return Number(written) < YEAR_10000 ? new Date(Number(written) * 1000).toISOString() : null;
  }
  const iso = z.iso.datetime({ offset: true }).safeParse(written);
  return iso.success ? new Date(iso.data).toISOString() : null;
}

/** `a, b or c` */
function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
