import { queryFields as fields } from '../../results/query/filter/fields.ts';
import { withoutVariables } from './flag.ts';
import { detectionFilters, filter } from './store-flags.ts';

/** The filters of `query`, and what chooses and orders its rows. */
export const queryFilters = {
  ...detectionFilters,
  ...withoutVariables({
    order: filter('<o>', 'what comes first: time, latest, confidence or size', fields.order, 'time'),
    spread: filter('<t>', 'only the surest of each label in each stretch of this length', fields.spread),
    cursor: filter('<next>', 'go on where an answer ended: its `next`', fields.cursor),
    notIn: filter('<run>', 'only what this other run over the same video has not', fields.notIn),
    iou: filter('<t>', 'overlap from which boxes of two runs are of the same thing', fields.iou, '0.5'),
  }),
};
