import { resolve } from 'node:path';
import { z } from 'zod';
import { parseZones } from '../../results/query/filter/zone.ts';
import { parseLabelList } from '../../shared/label-list.ts';
import { parseSize } from '../../shared/network-size.ts';
import type { Shape } from '../../shared/shape.ts';
import { parseTileCounts } from '../../shared/tiles.ts';
import { parseTimeRanges } from '../../shared/time-ranges.ts';
import { parseDuration, parseInstant, parseTime } from '../../shared/time-text.ts';

/** Reads the text of a flag; its description says what is expected. */
export type Value<T> = z.ZodType<T, string>;

/** What `read` makes of a text; a fault where that is `null`. */
export function parsed<T>(expected: string, read: (text: string) => T | null): Value<T> {
  const schema = z.string().transform((text, context) => {
    const value = read(text);
    if (value === null) context.addIssue('not understood');
    return value ?? z.NEVER;
  });
  return schema.describe(expected);
}

/** Text that is taken as it is. */
export function text(expected: string): Value<string> {
  return z.string().min(1).describe(expected);
}

export function path(what: string): Value<string> {
  return text(`the path of ${what}`);
}

/** An absolute path comes of it. */
export const folder = parsed('a folder', (path) => (path === '' ? null : resolve(path)));

/** Absolute paths come of it. */
export const folders: Value<readonly string[]> = parsed(
  'folders, separated by commas; one that holds a comma in double quotes',
  (list) => parseLabelList(list)?.map((path) => resolve(path)) ?? null,
);

export function matching(pattern: RegExp, expected: string): Value<string> {
  return z.string().regex(pattern).describe(expected);
}

/** One of some words. */
export function choice<const T extends string>(words: readonly T[]): Value<T> {
  const expected = `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
  return z.enum(words).describe(expected) as z.ZodType as Value<T>;
}

/** The words of a choice, also one that has a default or may be left out; `null`: it is none. */
export function wordsOf(schema: z.ZodType): readonly string[] | null {
  if (schema instanceof z.ZodEnum) return schema.options.map(String);
  const isWrapped = schema instanceof z.ZodDefault || schema instanceof z.ZodNullable;
  return isWrapped ? wordsOf(schema.unwrap() as z.ZodType) : null;
}

/** @param least - included, as `most` is */
export function integer(least: number, most = Number.MAX_SAFE_INTEGER): Value<number> {
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `in ${least}..${most}`;
  return numberThat(`an integer ${range}`, z.number().int().min(least).max(most));
}

/** A number from `least` to `most`, both included. */
export function number(least: number, most: number): Value<number> {
  return numberThat(`a number in ${least}..${most}`, z.number().min(least).max(most));
}

export function positive(most = Number.POSITIVE_INFINITY): Value<number> {
  const limit = Number.isFinite(most) ? `, at most ${most}` : '';
  return numberThat(`a number above 0${limit}`, z.number().positive().max(most));
}

/** What a shell says of its terminal; `null` where that is of no use. */
export const terminalColumns: Value<number | null> = z
  .string()
  .transform((text) => (/^[1-9]\d{0,4}$/.test(text) ? Number(text) : null))
  .describe('columns of a terminal');

/** Seconds, of `83.5` or `1:23.5`. */
export const time = parsed('seconds or hh:mm:ss', parseTime);

export const timeAboveZero = parsed('a time above 0: seconds or hh:mm:ss', (text) => parseTime(text) || null);

/** Stretches of time of a video. */
export const timeRanges = parsed(
  'times as FROM-TO, separated by commas: seconds or hh:mm:ss; FROM or TO may be left out',
  parseTimeRanges,
);

/** Seconds of a length of time that is not 0: `90`, `15m`, `1h`, `1:00:00`. */
export const lengthOfTime = parsed(
  'a time above 0: seconds, hh:mm:ss, or 90s, 15m, 1h, 1d',
  (text) => parseDuration(text) || null,
);

/** A moment, in UTC as ISO 8601 has it. */
export const instant = parsed('an ISO 8601 time with its zone, or seconds since 1970', parseInstant);

/** The size of a network's input. */
export const size = parsed('N or WxH, multiples of 32', parseSize);

/** Parts of a picture, as zones are written; their names do not matter. */
export const areas = parsed(
  'x1,y1,x2,y2 or x,y x,y x,y, in pixels or per cent; several separated by semicolons',
  (text): readonly Shape[] | null => parseZones(text)?.map(({ unit, corners }) => ({ unit, corners })) ?? null,
);

/** One of them. */
export const area = parsed('one of x1,y1,x2,y2 or x,y x,y x,y, in pixels or per cent', (text) => {
  const zones = parseZones(text);
  return zones?.length === 1 ? { unit: zones[0]!.unit, corners: zones[0]!.corners } : null;
});

/** How many tiles in a row, and in a column. */
export const tileCounts = parsed('COLUMNSxROWS, two tiles at least, 16 of each at most', parseTileCounts);

/** `V` for two alike, or `A,B`. @param one - reads a single value */
export function pair<T>(one: Value<T>): Value<readonly [T, T]> {
  return parsed(`${one.description}, or two of them separated by a comma`, (text) => {
    const { success, data } = z.array(one).min(1).max(2).safeParse(text.split(','));
    return success ? [data[0] as T, data.at(-1) as T] : null;
  });
}

function numberThat(expected: string, schema: z.ZodNumber): Value<number> {
  const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
  return z.string().trim().regex(decimal).transform(Number).pipe(schema).describe(expected);
}
