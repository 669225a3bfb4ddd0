import { z } from 'zod';
import { parseConfig } from '../../../shared/config.ts';
import type { RawFilter } from '../../../shared/questions.ts';
import { DIRECTIONS } from '../../../shared/tracks.ts';
import { detectionFields, number, optional, runFields, text } from '../../query/filter/fields.ts';
import { isOrdered, type NameOf, ordered } from '../../query/filter/filters.ts';
import { ANCHORS } from '../../query/filter/zone.ts';
import { readAskedZones } from '../zones/asked-zones.ts';
import type { ZonesFile } from '../zones/zones-file.ts';

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
  ...runFields,
  label: detectionFields.label,
  from: detectionFields.from,
  to: detectionFields.to,
  zones: optional(text, 'zones and lines, as in a zones.yaml'),
};

const minSeconds = number.default(0).describe('seconds, 0 or more');
const minSpeed = optional(speed, 'pixels a second (40), or metres where a scale is given (1.5m/s)');
const zone = optional(text, 'names of zones with commas between them, or one or several as `query` takes them');

const hysteresis = {
  anchor: optional(text.pipe(z.enum(ANCHORS)), 'bottom, center, any or all'),
  settle: number.default(0.3).describe('seconds, 0 or more'),
  margin: number.default(0).describe('pixels, 0 or more'),
};

const directions = text
  .transform((list) => list.split(',').map((name) => name.trim()))
  .pipe(z.array(z.enum([...DIRECTIONS, 'still'])));

export const trackFields = {
  ...common,
  minSeconds,
  minSpeed,
  direction: optional(directions, `${DIRECTIONS.join(', ')} or still; several with commas between them`),
};

export const visitFields = {
  ...common,
  ...hysteresis,
  minSeconds,
  zone,
  fromZone: zone,
  toZone: zone.describe('zones as those of `zone`, in its place'),
};

export const crossingFields = {
  ...common,
  ...hysteresis,
  minSpeed,
  line: optional(text, 'names of lines with commas between them, or x1,y1,x2,y2'),
  direction: optional(text.pipe(z.enum(['in', 'out'])), 'in or out'),
};

export const trackSchema = z.strictObject(trackFields).refine(isOrdered, ordered);
export const visitSchema = z
  .strictObject(visitFields)
  .refine(isOrdered, ordered)
  .refine(({ zone, toZone }) => zone === null || toZone === null, { path: ['toZone'] });
export const crossingSchema = z
  .strictObject(crossingFields)
  .refine(isOrdered, ordered)
  .refine(({ anchor }) => anchor !== 'any', { path: ['anchor'] });

type Understood<T> = Readonly<Omit<T, 'zones'>> & { readonly zones: ZonesFile };

export type TrackFilter = Understood<z.output<typeof trackSchema>>;
export type VisitFilter = Understood<z.output<typeof visitSchema>>;
export type CrossingFilter = Understood<z.output<typeof crossingSchema>>;
/** What the filters of all three have. */
export type ObjectFilter = Pick<TrackFilter, keyof typeof common>;

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

function understood<T extends { readonly zones: string | null }>({ zones, ...filter }: T): Understood<T> {
  return { ...filter, zones: readAskedZones(zones) };
}
