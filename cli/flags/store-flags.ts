import { z } from 'zod';
import { detectionFields as fields } from '../../results/query/filters.ts';
import type { RawFilter } from '../../shared/questions.ts';
import { FORMATS } from '../output/formats.ts';
import { homeFlags } from './common-flags.ts';
import { type Flag, type FlagTable, type FlagValues, optionalFlag, toggle, withoutVariables } from './flag.ts';
import { choice, text } from './values.ts';

/** The flags of every command that asks the store, beside its filters. */
export const storeFlags = {
  ...homeFlags,
  resultsUrl: optionalFlag(
    '<url>',
    'results service to ask: http://host:port or unix:///path',
    text('http://host:port or unix:///path/to/socket'),
    { otherwise: "the home's own, or the store itself" },
  ),
  format: optionalFlag('<format>', `how to print: ${FORMATS.join(', ')}`, choice(FORMATS), {
    otherwise: 'table on a terminal, else ndjson',
  }),
  json: toggle('the same as --format json', { variable: null }),
};

/** The filters that choose runs. Filters cross as they were written, and are checked where they are answered too. */
export const runFilters = withoutVariables({
  run: filter('<id>', 'only this run', fields.run),
  video: filter('<name>', 'only this video: its id, address or file name', fields.video),
  limit: filter('<n>', 'at most so many rows', fields.limit),
});

/** The filters that choose detections. */
export const detectionFilters = {
  ...runFilters,
  ...withoutVariables({
    label: filter('<a,b>', 'only these labels, quoted as in CSV', fields.label),
    from: filter('<time>', 'from this time of the video on: seconds, mm:ss or hh:mm:ss', fields.from),
    to: filter('<time>', 'before this time of the video', fields.to),
    zone: filter(
      '<x1,y1,x2,y2>',
      'only boxes with their centre in this rectangle: source pixels, or per cent (10%,10%,50%,50%)',
      fields.zone,
    ),
  }),
  minConfidence: filter('<c>', 'only detections as sure as this, 0..1', fields.minConfidence),
};

/** The filters among the values of some flags, as they were written. */
export function rawFilterOf<T extends FlagTable>(filters: T, values: FlagValues<T>): RawFilter {
  return Object.fromEntries(
    Object.keys(filters).flatMap((name) => (typeof values[name] === 'string' ? [[name, values[name]]] : [])),
  );
}

function filter(value: string, help: string, field: z.ZodType): Flag<string | null> {
  const isUnderstood = (written: string) => field.safeParse(written).success;
  return optionalFlag(
    value,
    help,
    z
      .string()
      .refine(isUnderstood)
      .describe(field.description ?? ''),
  );
}
