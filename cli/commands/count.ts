import { countFields } from '../../results/query/filter/fields.ts';
import { parseCountFilter } from '../../results/query/filter/filters.ts';
import { defineCommand } from '../define-command.ts';
import { flagName } from '../flags/flag.ts';
import { answerFlags, detectionFilters, filter, rawFilterOf } from '../flags/store-flags.ts';

const filters = {
  ...detectionFilters,
  by: {
    ...filter('<keys>', `what to count by: ${countFields.by.description}`, countFields.by, 'label'),
    variable: null,
  },
};

/** `framefleet count`: how many detections, by one or several groups. */
export const command = defineCommand({}, { ...answerFlags, ...filters }, async (values) => {
  const raw = { by: 'label', ...rawFilterOf(filters, values) };
  parseCountFilter(raw, flagName);
  const { printAnswer } = await import('../output/answer.ts');
  await printAnswer(values, (reader) => reader.counts(raw), { filter: raw });
});
