import { z } from 'zod';
import { parseConfig } from '../../../shared/config.ts';
import { QueryError } from '../../../shared/errors.ts';
import { parseLabelList } from '../../../shared/label-list.ts';
import type { RawFilter } from '../../../shared/questions.ts';
import { parseTime } from '../../../shared/time-text.ts';
import { DIRECTIONS } from '../../../shared/tracks.ts';
import { ANCHORS } from '../zones/anchor.ts';
import { YamlFault } from '../zones/read-yaml.ts';
import { parseZonesFile, type ZonesFile } from '../zones/zones-file.ts';

const text = z.string().trim().min(1);
const decimal = text.regex(/^(\d+\.?\d*|\.\d+)$/).transform(Number);
const time = text.transform(parseTime).pipe(z.number());
const names = text.transform((list) => list.split(',').map((name) => name.trim())).pipe(z.array(z.string().min(1)));
const words = <const T extends string>(known: readonly T[]) => names.pipe(z.array(z.enum(known)));

/** A speed as it is compared: by pixels, or by metres where a scale is given. */
export interface Speed {
  readonly value: number;
  readonly unit: 'px/s' | 'm/s';
}

const speed = text
  .regex(/^(\d+\.?\d*|\.\d+)\s*(px\/s|m\/s)?$/)
  .transform(
    (written): Speed => ({ value: Number.parseFloat(written), unit: written.endsWith('m/s') ? 'm/s' : 'px/s' }),
  );

const common = {
  run: names.nullable().default(null).describe('ids of runs, separated by commas'),
  video: text.nullable().default(null).describe("a video's id, its address as given, or its file name"),
  label: text
    .transform(parseLabelList)
    .pipe(z.array(z.string()))
    .default([])
    .describe('one label or several with commas between them, one that holds a comma in double quotes'),
  from: time.nullable().default(null).describe('seconds, mm:ss or hh:mm:ss'),
  to: time.nullable().default(null).describe('seconds, mm:ss or hh:mm:ss, later than `from`'),
  limit: text
    .regex(/^\d+$/)
    .transform(Number)
    .pipe(z.number().int().min(1).max(2_147_483_647))
    .nullable()
    .default(null)
    .describe('a whole number from 1'),
  zones: text.nullable().default(null).describe('zones and lines, as in a zones.yaml'),
};

const minSeconds = decimal.default(0).describe('seconds, 0 or more');
const minSpeed = speed
  .nullable()
  .default(null)
  .describe('pixels a second (40), or metres where a scale is given (1.5m/s)');

const hysteresis = {
  anchor: z.enum(ANCHORS).nullable().default(null).describe('bottom, center, any or all'),
  settle: decimal.default(0.3).describe('seconds, 0 or more'),
  margin: decimal.default(0).describe('pixels, 0 or more'),
};

export const trackFields = {
  ...common,
  minSeconds,
  minSpeed,
  direction: words([...DIRECTIONS, 'still'])
    .nullable()
    .default(null)
    .describe(`${DIRECTIONS.join(', ')} or still; several with commas between them`),
};

export const visitFields = {
  ...common,
  ...hysteresis,
  minSeconds,
  zone: text.nullable().default(null).describe('names of zones with commas between them, or x1,y1,x2,y2'),
  fromZone: text.nullable().default(null).describe('the name of a zone, or x1,y1,x2,y2'),
  toZone: text.nullable().default(null).describe('the name of a zone, or x1,y1,x2,y2, in place of `zone`'),
};

export const crossingFields = {
  ...common,
  ...hysteresis,
  minSpeed,
  line: text.nullable().default(null).describe('names of lines with commas between them, or x1,y1,x2,y2'),
  direction: z.enum(['in', 'out']).nullable().default(null).describe('in or out'),
};

const isOrdered = ({ from, to }: { from: number | null; to: number | null }) =>
  from === null || to === null || from < to;
const inOrder = { path: ['to'] };

const trackSchema = z.strictObject(trackFields).refine(isOrdered, inOrder);
const visitSchema = z
  .strictObject(visitFields)
  .refine(isOrdered, inOrder)
  .refine(({ zone, toZone }) => zone === null || toZone === null, { path: ['toZone'] });
const crossingSchema = z
  .strictObject(crossingFields)
  .refine(isOrdered, inOrder)
  .refine(({ anchor }) => anchor !== 'any', { path: ['anchor'] });

type Understood<T> = Readonly<Omit<T, 'zones'>> & { readonly zones: ZonesFile };

export type TrackFilter = Understood<z.output<typeof trackSchema>>;
export type VisitFilter = Understood<z.output<typeof visitSchema>>;
export type CrossingFilter = Understood<z.output<typeof crossingSchema>>;
/** What the filters of all three have. */
export type ObjectFilter = Pick<TrackFilter, keyof typeof common>;

type NameOf = (field: string) => string;

/** @throws {QueryError} `QUERY_INVALID`, all faults at once; also for the two below */
export function parseTrackFilter(raw: RawFilter, nameOf?: NameOf): TrackFilter {
  return understood(parseConfig(trackSchema, raw, nameOf, 'QUERY_INVALID'));
}

export function parseVisitFilter(raw: RawFilter, nameOf?: NameOf): VisitFilter {
  return understood(parseConfig(visitSchema, raw, nameOf, 'QUERY_INVALID'));
}

export function parseCrossingFilter(raw: RawFilter, nameOf?: NameOf): CrossingFilter {
  return understood(parseConfig(crossingSchema, raw, nameOf, 'QUERY_INVALID'));
}

/** The text of the zones is not shown again: its lines are named. */
function understood<T extends { readonly zones: string | null }>({ zones, ...filter }: T): Understood<T> {
  try {
    return { ...filter, zones: zones === null ? { videos: {} } : parseZonesFile(zones) };
  } catch (cause) {
    if (!(cause instanceof YamlFault)) throw cause;
    throw new QueryError('QUERY_INVALID', `Expected \`zones\` to be a zones.yaml, got: ${cause.message}.`, { cause });
  }
}
