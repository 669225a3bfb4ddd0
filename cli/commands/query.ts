import { queryFields as fields } from '../../results/query/filter/fields.ts';
import { parseQueryFilter } from '../../results/query/filter/filters.ts';
import { defineCommand } from '../define-command.ts';
import { flagName, withoutVariables } from '../flags/flag.ts';
import { answerFlags, detectionFilters, filter, rawFilterOf } from '../flags/store-flags.ts';

const filters = {
  ...detectionFilters,
  ...withoutVariables({
    order: filter('<o>', 'what comes first: time, latest, confidence or size', fields.order, 'time'),
    spread: filter('<t>', 'only the surest of each label in each stretch of this length', fields.spread),
    cursor: filter('<next>', 'go on where an answer ended: its `next`', fields.cursor),
    notIn: filter('<run>', 'only what this other run over the same video has not', fields.notIn),
    iou: filter('<t>', 'overlap from which boxes of two runs are of the same thing', fields.iou, '0.5'),
  }),
};

/** `framefleet query`: detections, row by row. */
export const command = defineCommand({}, { ...answerFlags, ...filters }, async (values) => {
  const raw = rawFilterOf(filters, values);
  const { cursor, limit } = parseQueryFilter(raw, flagName);
  const { printAnswer } = await import('../output/answer.ts');
  await printAnswer(values, (reader) => reader.detections(raw), { filter: raw, cursor, limit });
});
