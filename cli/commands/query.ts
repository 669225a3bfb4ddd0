import { parseQueryFilter } from '../../results/query/filter/filters.ts';
import { defineCommand } from '../define-command.ts';
import { flagName } from '../flags/flag.ts';
import { queryFilters as filters } from '../flags/query-flags.ts';
import { answerFlags, rawFilterOf } from '../flags/store-flags.ts';
import { withNamedZones } from '../flags/zones-flag.ts';

/** `framefleet query`: detections, row by row. */
export const command = defineCommand({}, { ...answerFlags, ...filters }, async (values) => {
  const written = rawFilterOf(filters, values);
  const { cursor, limit } = parseQueryFilter(written, flagName);
  const raw = await withNamedZones(written, values);
  const { printAnswer } = await import('../output/answer.ts');
  const { detectionColumns } = await import('../output/columns/detection-columns.ts');
  await printAnswer(values, {
    ask: (reader) => reader.detections(raw),
    columnsOf: detectionColumns,
    asked: { filter: raw, cursor, limit },
  });
});
