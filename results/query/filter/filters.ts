import { z } from 'zod';
import { parseConfig } from '../../../shared/config.ts';
import type { RawFilter } from '../../../shared/questions.ts';
import { momentMs, type WrittenMoment } from './clock.ts';
import {
  countFields,
  coverageFields,
  cursorFields,
  daysFields,
  detectionFields,
  framesFields,
  heatMapFields,
  queryFields,
  runFields,
  segmentFields,
  timelineFields,
} from './fields.ts';

interface Ends {
  readonly from: number | null;
  readonly to: number | null;
  readonly since: WrittenMoment | null;
  readonly until: WrittenMoment | null;
  readonly tz: string;
}

/** Whose fault it is where `isOrdered` does not hold. */
export const ordered = { path: ['to'] };
const orderedClock = { path: ['until'] };

export function isOrdered({ from, to }: Pick<Ends, 'from' | 'to'>): boolean {
  return from === null || to === null || from < to;
}

function isClockOrdered({ since, until, tz }: Ends): boolean {
  return since === null || until === null || momentMs(since, tz) < momentMs(until, tz);
}

/** Filters as they are written; those of `runs`, and of each question. */
export const runFilterSchema = z.strictObject(runFields);
const detectionFilterSchema = z
  .strictObject(detectionFields)
  .refine(isOrdered, ordered)
  .refine(isClockOrdered, orderedClock);
export const coverageFilterSchema = z
  .strictObject(coverageFields)
  .refine(isOrdered, ordered)
  .refine(isClockOrdered, orderedClock);
export const queryFilterSchema = z
  .strictObject(queryFields)
  .refine(isOrdered, ordered)
  .refine(isClockOrdered, orderedClock);
export const framesFilterSchema = z
  .strictObject(framesFields)
  .refine(isOrdered, ordered)
  .refine(isClockOrdered, orderedClock);
export const countFilterSchema = z
  .strictObject(countFields)
  .refine(isOrdered, ordered)
  .refine(isClockOrdered, orderedClock);
export const heatMapFilterSchema = z
  .strictObject(heatMapFields)
  .refine(isOrdered, ordered)
  .refine(isClockOrdered, orderedClock);
export const segmentFilterSchema = z
  .strictObject(segmentFields)
  .refine(isOrdered, ordered)
  .refine(isClockOrdered, orderedClock);

export const timelineFilterSchema = z
  .strictObject(timelineFields)
  .refine(isOrdered, ordered)
  .refine(isClockOrdered, orderedClock);
export const daysFilterSchema = z
  .strictObject(daysFields)
  .refine(isOrdered, ordered)
  .refine(isClockOrdered, orderedClock);

export const cursorFilterSchema = z
  .strictObject(cursorFields)
  .refine(isOrdered, ordered)
  .refine(isClockOrdered, orderedClock);

export type RunFilter = Readonly<z.output<typeof runFilterSchema>>;
/** Times are seconds of the stream, `from` included and `to` excluded; `null` or empty: no such filter. */
export type DetectionFilter = Readonly<z.output<typeof detectionFilterSchema>>;
export type CoverageFilter = Readonly<z.output<typeof coverageFilterSchema>>;
export type QueryFilter = Readonly<z.output<typeof queryFilterSchema>>;
export type FramesFilter = Readonly<z.output<typeof framesFilterSchema>>;
export type CountFilter = Readonly<z.output<typeof countFilterSchema>>;
export type HeatMapFilter = Readonly<z.output<typeof heatMapFilterSchema>>;
export type SegmentFilter = Readonly<z.output<typeof segmentFilterSchema>>;

export type TimelineFilter = Readonly<z.output<typeof timelineFilterSchema>>;
export type CursorFilter = Readonly<z.output<typeof cursorFilterSchema>>;
export type DaysFilter = Readonly<z.output<typeof daysFilterSchema>>;

export type NameOf = (field: string) => string;

/** @throws {QueryError} `QUERY_INVALID`, all faults at once; also for those below */
export function parseRunFilter(raw: RawFilter, nameOf?: NameOf): RunFilter {
  return parseConfig(runFilterSchema, raw, nameOf, 'QUERY_INVALID');
}

/** The filters that every question about detections takes. */
export function parseDetectionFilter(raw: RawFilter, nameOf?: NameOf): DetectionFilter {
  return parseConfig(detectionFilterSchema, raw, nameOf, 'QUERY_INVALID');
}

export function parseCoverageFilter(raw: RawFilter, nameOf?: NameOf): CoverageFilter {
  return parseConfig(coverageFilterSchema, raw, nameOf, 'QUERY_INVALID');
}

export function parseQueryFilter(raw: RawFilter, nameOf?: NameOf): QueryFilter {
  return parseConfig(queryFilterSchema, raw, nameOf, 'QUERY_INVALID');
}

export function parseFramesFilter(raw: RawFilter, nameOf?: NameOf): FramesFilter {
  return parseConfig(framesFilterSchema, raw, nameOf, 'QUERY_INVALID');
}

export function parseCountFilter(raw: RawFilter, nameOf?: NameOf): CountFilter {
  return parseConfig(countFilterSchema, raw, nameOf, 'QUERY_INVALID');
}

export function parseHeatMapFilter(raw: RawFilter, nameOf?: NameOf): HeatMapFilter {
  return parseConfig(heatMapFilterSchema, raw, nameOf, 'QUERY_INVALID');
}

export function parseSegmentFilter(raw: RawFilter, nameOf?: NameOf): SegmentFilter {
  return parseConfig(segmentFilterSchema, raw, nameOf, 'QUERY_INVALID');
}

export function parseTimelineFilter(raw: RawFilter, nameOf?: NameOf): TimelineFilter {
  return parseConfig(timelineFilterSchema, raw, nameOf, 'QUERY_INVALID');
}

export function parseDaysFilter(raw: RawFilter, nameOf?: NameOf): DaysFilter {
  return parseConfig(daysFilterSchema, raw, nameOf, 'QUERY_INVALID');
}

export function parseCursorFilter(raw: RawFilter, nameOf?: NameOf): CursorFilter {
  return parseConfig(cursorFilterSchema, raw, nameOf, 'QUERY_INVALID');
}
