import { parseCountFilter } from '../../results/query/filters.ts';
import { defineCommand } from '../define-command.ts';
import { flag, flagName } from '../flags/flag.ts';
import { detectionFilters, rawFilterOf, storeFlags } from '../flags/store-flags.ts';
import { choice } from '../flags/values.ts';

const key = choice(['label', 'second', 'minute', 'video']);
const filters = {
  ...detectionFilters,
  by: flag('<key>', `what to count by: ${key.description}`, key, 'label', { variable: null }),
};

/** `framefleet count`: how many detections, by label, time or video. */
export const command = defineCommand({}, { ...storeFlags, ...filters }, async (values) => {
  const filter = rawFilterOf(filters, values);
  parseCountFilter(filter, flagName);
  const { printAnswer } = await import('../output/answer.ts');
  await printAnswer(values, (reader) => reader.counts(filter));
});
