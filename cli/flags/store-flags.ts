import { z } from 'zod';
import { detectionFields as fields, runFields } from '../../results/query/filter/fields.ts';
import { ANCHORS } from '../../results/query/filter/zone.ts';
import type { RawFilter } from '../../shared/questions.ts';
import { homeFlags, tokenFlags } from './common-flags.ts';
import { type FlagTable, type FlagValues, optionalFlag, toggle, withoutVariables } from './flag.ts';
import { choice, terminalColumns, text, wordsOf } from './values.ts';
import { zonesFlag } from './zones-flag.ts';

const format = choice(['table', 'json', 'ndjson', 'csv']);
const resultsUrl = text('http://host:port or unix:///path/to/socket');

/** How wide tables are. */
export const viewFlags = {
  wide: toggle('print every column in full in a table, however narrow the terminal', { variable: null }),
  columns: optionalFlag('', '', terminalColumns, { variable: 'COLUMNS', isVariableOnly: true }),
};

/** Whom to ask. */
export const askedFlags = {
  ...homeFlags,
  resultsUrl: optionalFlag('<url>', `whom to ask, ${resultsUrl.description}`, resultsUrl, {
    otherwise: "the home's own",
  }),
  ...tokenFlags,
};

/** The flags of every command that asks the store, beside its filters. */
export const storeFlags = {
  ...askedFlags,
  format: optionalFlag('<f>', format.description ?? '', format, { otherwise: 'table on a terminal, else ndjson' }),
  json: toggle('the same as --format json', { variable: null }),
  ...viewFlags,
};

const inVideo =
  'only this video, or several with commas between them: id, address or file name; * and ? stand for any letters';

/** The flags of commands that ask about detections. */
export const answerFlags = {
  ...storeFlags,
  zones: zonesFlag,
  coverage: toggle('say also what was looked at, where something was found and where nothing, and what was not', {
    variable: null,
  }),
};

/** The filters that choose runs. Filters cross as they were written, and are checked where they are answered too. */
export const runFilters = withoutVariables({
  run: filter('<id>', 'only this run, or several with commas between them', runFields.run),
  video: filter('<name>', inVideo, runFields.video),
  limit: filter('<n>', 'at most so many', runFields.limit),
});

/** The filters that choose detections. */
export const detectionFilters = {
  ...runFilters,
  ...withoutVariables({
    label: filter('<a,b>', 'only these labels, quoted as in CSV', fields.label),
    notLabel: filter('<a,b>', 'all labels but these', fields.notLabel),
    from: filter('<time>', 'from this time of the video on: seconds, mm:ss or hh:mm:ss', fields.from),
    to: filter('<time>', 'before this time of the video', fields.to),
    since: filter('<moment>', 'from this moment of the clock on: 2026-03-01, 2026-03-01T22:00', fields.since),
    until: filter('<moment>', 'before this moment of the clock', fields.until),
    timeOfDay: filter('<a-b>', 'only at this time of the day: 22:00-06:00', fields.timeOfDay),
    weekday: filter('<days>', 'only on these days of the week: sat,sun or mon-fri', fields.weekday),
    zone: filter(
      '<zone>',
      'only in this part of the picture: x1,y1,x2,y2 or x,y x,y x,y, in pixels or per cent, or names of zones',
      fields.zone,
    ),
    anchor: {
      ...filter(
        '<a>',
        'what of a box has to lie in the zone: bottom, center, any or all',
        fields.anchor,
        "the zone's own, else bottom",
      ),
      words: ANCHORS,
    },
    overlap: filter('<share>', 'or how much of it, above 0, at most 1', fields.overlap),
    area: filter('<a..b>', 'only boxes of this area, in pixels or per cent of the picture', fields.area),
    aspect: filter('<a..b>', 'only boxes of this width by height', fields.aspect),
    where: filter('<condition>', 'only in frames of which this holds: car>=3 and not person', fields.where),
    with: filter('<a,b>', 'only with one of these labels --within some time before or after', fields.with),
    without: filter('<a,b>', 'only without any of these labels near', fields.without),
    // biome-ignore lint/suspicious/noThenProperty: what the flag is called; it is no function
    then: filter('<a,b>', 'only when one of these labels comes later, --within some time', fields.then),
    within: filter('<t>', 'how near: 2s, 500ms, 1m', fields.within),
  }),
  minConfidence: filter('<c>', 'only detections as sure as this, 0..1, or 0.5,dog=0.3', fields.minConfidence),
  tz: filter('<zone>', 'time zone of moments, days and hours', fields.tz, 'UTC'),
};

/** The filters among the values of some flags, as they were written. */
export function rawFilterOf<T extends FlagTable>(filters: T, values: FlagValues<T>): RawFilter {
  const given = Object.keys(filters).filter((name) => values[name] !== null);
  return Object.fromEntries(given.map((name) => [name, String(values[name])]));
}

/** A filter as it is written; checked as it will be where it is answered. */
export function filter(value: string, help: string, field: z.ZodType, otherwise?: string) {
  const isUnderstood = (text: string) => field.safeParse(text).success;
  const words = wordsOf(field);
  return optionalFlag(
    value,
    help,
    z
      .string()
      .refine(isUnderstood)
      .describe(field.description ?? ''),
    { ...(otherwise !== undefined && { otherwise }), ...(words && { words }) },
  );
}
