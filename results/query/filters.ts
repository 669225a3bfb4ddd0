import { z } from 'zod';
import { parseConfig } from '../../shared/config.ts';
import { parseLabelList } from '../../shared/label-list.ts';
import type { RawFilter } from '../../shared/questions.ts';
import { parseTime } from '../../shared/time-text.ts';
import { parseZone, type Zone } from './zone.ts';

const text = z.string().trim().min(1);
const wholeNumber = text.regex(/^\d+$/).transform(Number).pipe(z.number().int().min(1).max(2_147_483_647));
const time = text.transform(parseTime).pipe(z.number());

export const runFields = {
  run: text.nullable().default(null).describe('the id of a run'),
  video: text.nullable().default(null).describe("a video's id, its address as given, or its file name"),
  limit: wholeNumber.nullable().default(null).describe('a whole number from 1'),
};

export const detectionFields = {
  ...runFields,
  label: text
    .transform(parseLabelList)
    .pipe(z.array(z.string()))
    .default([])
    .describe('one label or several with commas between them, one that holds a comma in double quotes'),
  minConfidence: text
    .regex(/^(\d+\.?\d*|\.\d+)$/)
    .transform(Number)
    .pipe(z.number().min(0).max(1))
    .nullable()
    .default(null)
    .describe('a number in 0..1'),
  from: time.nullable().default(null).describe('seconds, mm:ss or hh:mm:ss'),
  to: time.nullable().default(null).describe('seconds, mm:ss or hh:mm:ss, later than `from`'),
  zone: text
    .transform(parseZone)
    .pipe(z.custom<Zone>((zone) => zone !== null))
    .nullable()
    .default(null)
    .describe('x1,y1,x2,y2 in source pixels, or x1%,y1%,x2%,y2%, with x1 < x2 and y1 < y2'),
};

function isOrdered({ from, to }: { from: number | null; to: number | null }): boolean {
  return from === null || to === null || from < to;
}

const runFilterSchema = z.strictObject(runFields);
const detectionFilterSchema = z.strictObject(detectionFields).refine(isOrdered, { path: ['to'] });
const countFilterSchema = z
  .strictObject({
    ...detectionFields,
    by: z.enum(['label', 'second', 'minute', 'video']).describe('label, second, minute or video'),
  })
  .refine(isOrdered, { path: ['to'] });

export type RunFilter = Readonly<z.output<typeof runFilterSchema>>;
/** Times are seconds of the stream, `from` included and `to` excluded; `null` or empty: no such filter. */
export type DetectionFilter = Readonly<z.output<typeof detectionFilterSchema>>;
export type CountFilter = Readonly<z.output<typeof countFilterSchema>>;

type NameOf = (field: string) => string;

/** @throws {QueryError} `QUERY_INVALID`, all faults at once; also for the two below */
export function parseRunFilter(raw: RawFilter, nameOf?: NameOf): RunFilter {
  return parseConfig(runFilterSchema, raw, nameOf, 'QUERY_INVALID');
}

export function parseDetectionFilter(raw: RawFilter, nameOf?: NameOf): DetectionFilter {
  return parseConfig(detectionFilterSchema, raw, nameOf, 'QUERY_INVALID');
}

export function parseCountFilter(raw: RawFilter, nameOf?: NameOf): CountFilter {
  return parseConfig(countFilterSchema, raw, nameOf, 'QUERY_INVALID');
}
