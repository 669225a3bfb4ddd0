import { segmentFields as fields } from '../../results/query/filter/fields.ts';
import { withoutVariables } from './flag.ts';
import { detectionFilters, filter } from './store-flags.ts';

/** The filters of `segments`. */
export const segmentFilters = {
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
