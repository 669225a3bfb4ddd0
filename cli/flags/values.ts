import { z } from 'zod';
import type { Size } from '../../shared/geometry.ts';
import { parseTime } from '../../shared/time-text.ts';

/** Text that a flag takes as it is. @param expected - what it has to be */
export function text(expected: string): z.ZodType<string, string> {
  return z.string().min(1).describe(expected);
}

export function path(what: string): z.ZodType<string, string> {
  return text(`the path of ${what}`);
}

/** @param least - included, as `most` is */
export function integer(least: number, most = Number.MAX_SAFE_INTEGER): z.ZodType<number, string> {
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `in ${least}..${most}`;
  return numberThat(z.number().int().min(least).max(most)).describe(`an integer ${range}`);
}

/** A number from `least` to `most`, both included. */
export function number(least: number, most: number): z.ZodType<number, string> {
  return numberThat(z.number().min(least).max(most)).describe(`a number in ${least}..${most}`);
}

export function positive(most = Number.POSITIVE_INFINITY): z.ZodType<number, string> {
  const limit = Number.isFinite(most) ? `, at most ${most}` : '';
  return numberThat(z.number().positive().max(most)).describe(`a number above 0${limit}`);
}

/** One of some words. */
export function choice<const T extends string>(words: readonly T[]): z.ZodType<T, string> {
  return z.enum(words).describe(listed(words)) as unknown as z.ZodType<T, string>;
}

/** Seconds, from `83.5` or `1:23.5`. @param isPositive - whether it has to be above 0 */
export function time({ isPositive = false } = {}): z.ZodType<number, string> {
  const seconds = parsed(parseTime).pipe(isPositive ? z.number().positive() : z.number());
  return seconds.describe(`${isPositive ? 'a time above 0, in ' : ''}seconds or hh:mm:ss`);
}

/** The size of a network's input. */
export const size: z.ZodType<Size, string> = parsed(parseSize).describe('N or WxH, multiples of 32');

/** `V` for two alike, or `A,B`. @param one - reads a single value */
export function pair<T>(one: z.ZodType<T, string>): z.ZodType<readonly [T, T], string> {
  return z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(one).min(1).max(2))
    .transform(([a, b]): readonly [T, T] => [a as T, b === undefined ? (a as T) : b])
    .describe(`${one.description}, or two of them separated by a comma`);
}

/** What `read` makes of a text; a fault where that is `null`. */
export function parsed<T>(read: (text: string) => T | null): z.ZodType<T, string> {
  return z.string().transform((written, context) => {
    const value = read(written);
    if (value !== null) return value;
    context.addIssue('not understood');
    return z.NEVER;
  });
}

function numberThat(schema: z.ZodNumber): z.ZodType<number, string> {
  return z
    .string()
    .trim()
    .regex(/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i)
    .transform(Number)
    .pipe(schema);
}

function parseSize(written: string): Size | null {
  const match = /^(\d{2,5})(?:[x×](\d{2,5}))?$/.exec(written);
  const width = Number(match?.[1]);
  const height = Number(match?.[2] ?? match?.[1]);
  return width > 0 && width % 32 === 0 && height > 0 && height % 32 === 0 ? { width, height } : null;
}

/** `a, b or c` */
function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
