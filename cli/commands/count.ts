import { countFields, GROUPS } from '../../results/query/filter/fields.ts';
import { parseCountFilter } from '../../results/query/filter/filters.ts';
import { defineCommand } from '../define-command.ts';
import { flagName, toggle } from '../flags/flag.ts';
import { answerFlags, detectionFilters, filter, rawFilterOf } from '../flags/store-flags.ts';
import { withNamedZones } from '../flags/zones-flag.ts';

const filters = {
  ...detectionFilters,
  by: {
    ...filter('<keys>', `what to count by: ${countFields.by.description}`, countFields.by, 'label'),
    variable: null,
    words: GROUPS,
  },
};

const ownFlags = {
  tracks: toggle('count different objects too (docs/tracks.md)', { variable: null }),
  chart: toggle('leave out the bars that a terminal shows', { variable: null, isNegated: true }),
};

/** `framefleet count`: how many detections, by one or several groups. */
export const command = defineCommand({}, { ...answerFlags, ...filters, ...ownFlags }, async (values) => {
  const written = { by: 'label', ...rawFilterOf(filters, values), ...(values.tracks && { tracks: 'true' }) };
  parseCountFilter(written, flagName);
  const raw = await withNamedZones(written, values);
  const { printAnswer } = await import('../output/answer.ts');
  const { countColumns } = await import('../output/columns/count-columns.ts');
  const { countBars } = await import('../output/bars.ts');
  await printAnswer(values, {
    ask: (reader) => reader.counts(raw),
    columnsOf: countColumns,
    drawing: values.chart ? countBars : null,
    asked: { filter: raw },
  });
});
