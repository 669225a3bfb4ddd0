import { segmentFields as fields } from '../../results/query/filter/fields.ts';
import { parseSegmentFilter } from '../../results/query/filter/filters.ts';
import { defineCommand } from '../define-command.ts';
import { flagName, withoutVariables } from '../flags/flag.ts';
import { answerFlags, detectionFilters, filter, rawFilterOf } from '../flags/store-flags.ts';
import { withNamedZones } from '../flags/zones-flag.ts';

const filters = {
  ...detectionFilters,
  ...withoutVariables({
    gap: filter('<t>', 'frames no further apart belong to one stretch', fields.gap, '1s'),
    minLength: filter('<t>', 'only stretches that last as long', fields.minLength),
    and: filter('<condition>', 'only the part in which this holds too', fields.and),
    or: filter('<condition>', 'stretches in which this holds as well', fields.or),
    minus: filter('<condition>', 'without the part in which this holds', fields.minus),
    before: filter('<condition>', 'only stretches that end --within some time before this holds', fields.before),
    after: filter('<condition>', 'only stretches that begin --within some time after this has held', fields.after),
  }),
};

/** `framefleet segments`: stretches in which something holds. */
export const command = defineCommand({}, { ...answerFlags, ...filters }, async (values) => {
  const written = rawFilterOf(filters, values);
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
