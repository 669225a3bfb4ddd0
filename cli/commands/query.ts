import { parseDetectionFilter } from '../../results/query/filters.ts';
import { defineCommand } from '../define-command.ts';
import { flagName } from '../flags/flag.ts';
import { detectionFilters, rawFilterOf, storeFlags } from '../flags/store-flags.ts';

/** `framefleet query`: detections, row by row. */
export const command = defineCommand({}, { ...storeFlags, ...detectionFilters }, async (values) => {
  const filter = rawFilterOf(detectionFilters, values);
  parseDetectionFilter(filter, flagName);
  const { printAnswer } = await import('../output/answer.ts');
  await printAnswer(values, (reader) => reader.detections(filter));
});
