import { z } from 'zod';
import { detectionFields as fields } from '../../results/query/filters.ts';
import type { RawFilter } from '../../shared/questions.ts';
import { homeFlags, tokenFlags } from './common-flags.ts';
import { type FlagTable, type FlagValues, optionalFlag, toggle, withoutVariables } from './flag.ts';
import { choice, text } from './values.ts';

const format = choice(['table', 'json', 'ndjson', 'csv']);
const resultsUrl = text('http://host:port or unix:///path/to/socket');

/** The flags of every command that asks the store, beside its filters. */
export const storeFlags = {
  ...homeFlags,
  resultsUrl: optionalFlag('<url>', `whom to ask, ${resultsUrl.description}`, resultsUrl, {
    otherwise: "the home's own",
  }),
  ...tokenFlags,
  format: optionalFlag('<f>', format.description ?? '', format, { otherwise: 'table on a terminal, else ndjson' }),
  json: toggle('the same as --format json', { variable: null }),
};

const inZone = 'only boxes with their centre in this rectangle: source pixels, or per cent (10%,10%,50%,50%)';

/** The filters that choose runs. Filters cross as they were written, and are checked where they are answered too. */
export const runFilters = withoutVariables({
  run: filter('<id>', 'only this run', fields.run),
  video: filter('<name>', 'only this video: its id, address or file name', fields.video),
  limit: filter('<n>', 'at most so many', fields.limit),
});

/** The filters that choose detections. */
export const detectionFilters = {
  ...runFilters,
  ...withoutVariables({
    label: filter('<a,b>', 'only these labels, quoted as in CSV', fields.label),
    from: filter('<time>', 'from this time of the video on: seconds, mm:ss or hh:mm:ss', fields.from),
    to: filter('<time>', 'before this time of the video', fields.to),
    zone: filter('<x1,y1,x2,y2>', inZone, fields.zone),
  }),
  minConfidence: filter('<c>', 'only detections as sure as this, 0..1', fields.minConfidence),
};

/** The filters among the values of some flags, as they were written. */
export function rawFilterOf<T extends FlagTable>(filters: T, values: FlagValues<T>): RawFilter {
  const given = Object.keys(filters).filter((name) => values[name] !== null);
  return Object.fromEntries(given.map((name) => [name, String(values[name])]));
}

function filter(value: string, help: string, field: z.ZodType) {
  const isUnderstood = (text: string) => field.safeParse(text).success;
  return optionalFlag(
    value,
    help,
    z
      .string()
      .refine(isUnderstood)
      .describe(field.description ?? ''),
  );
}
