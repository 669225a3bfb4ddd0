import { parseSegmentFilter } from '../../results/query/filter/filters.ts';
import { defineCommand } from '../define-command.ts';
import { flagName } from '../flags/flag.ts';
import { segmentFilters } from '../flags/segment-flags.ts';
import { answerFlags, rawFilterOf } from '../flags/store-flags.ts';
import { withNamedZones } from '../flags/zones-flag.ts';

/** `framefleet segments`: stretches in which something holds. */
export const command = defineCommand({}, { ...answerFlags, ...segmentFilters }, async (values) => {
  const written = rawFilterOf(segmentFilters, values);
  parseSegmentFilter(written, flagName);
  const raw = await withNamedZones(written, values);
  const { printAnswer } = await import('../output/answer.ts');
  const { segmentColumns } = await import('../output/columns/detection-columns.ts');
  await printAnswer(values, {
    ask: (reader) => reader.segments(raw),
    columnsOf: segmentColumns,
    asked: { filter: raw },
  });
});
