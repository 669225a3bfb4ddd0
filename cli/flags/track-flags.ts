import { crossingFields, trackFields, visitFields } from '../../results/analysis/questions/track-filters.ts';
import { ANCHORS } from '../../results/query/filter/zone.ts';
import type { RawFilter } from '../../shared/questions.ts';
import { DIRECTIONS } from '../../shared/tracks.ts';
import { withoutVariables } from './flag.ts';
import { detectionFilters, filter, runFilters } from './store-flags.ts';

/** Runs may be named without a flag. */
export const runArgument = { '[run...]': 'only these runs' };

const common = {
  run: filter('<a,b>', 'only these runs, as those named without a flag', trackFields.run),
  video: runFilters.video,
  label: filter('<a,b>', 'only objects of these labels, quoted as in CSV', trackFields.label),
  from: detectionFilters.from,
  to: detectionFilters.to,
  limit: runFilters.limit,
};

const hysteresis = {
  anchor: {
    ...filter('<part>', 'what of a box has to be there: bottom, center, any or all', visitFields.anchor),
    words: ANCHORS,
  },
  settle: filter('<seconds>', 'being there for less long is flicker', visitFields.settle),
  margin: filter('<pixels>', 'so near an edge or a line nothing is decided', visitFields.margin),
};

const minSpeed = filter('<v>', 'only what is as fast: 40 (pixels a second) or 1.5m/s', trackFields.minSpeed);

export const trackFilters = withoutVariables({
  ...common,
  minSeconds: filter('<s>', 'only what was there for so long', trackFields.minSeconds),
  minSpeed,
  direction: {
    ...filter('<a,b>', 'only what went there: right, down-right, …, or still', trackFields.direction),
    words: [...DIRECTIONS, 'still'],
  },
});

export const visitFilters = withoutVariables({
  ...common,
  zone: filter('<zones>', 'these zones: names, or as `query` takes them', visitFields.zone),
  fromZone: filter('<zones>', 'only objects that had been in one of these before', visitFields.fromZone),
  toZone: filter('<zones>', 'the same as --zone, beside --from-zone', visitFields.toZone),
  minSeconds: filter('<s>', 'only visits as long as this', visitFields.minSeconds),
  ...hysteresis,
});

export const crossingFilters = withoutVariables({
  ...common,
  line: filter('<lines>', 'these lines: names, or x1,y1,x2,y2 in pixels or per cent', crossingFields.line),
  direction: { ...filter('<d>', 'only in, or only out', crossingFields.direction), words: ['in', 'out'] },
  minSpeed,
  ...hysteresis,
});

/** The filter with the runs that were named without a flag, and the zones. */
export function objectFilter(written: RawFilter, runs: readonly string[], zones: string | null): RawFilter {
  const named = [...(written.run === undefined ? [] : [written.run]), ...runs].join(',');
  return { ...written, ...(named === '' ? {} : { run: named }), ...(zones === null ? {} : { zones }) };
}
