import { segmentFields } from '../../results/query/filter/fields.ts';
import { parseQueryFilter, parseSegmentFilter } from '../../results/query/filter/filters.ts';
import { ConfigError } from '../../shared/errors.ts';
import type { RawFilter } from '../../shared/questions.ts';
import { mediaFlags } from './common-flags.ts';
import { type FlagValues, flagName, flagsWithout, optionalFlag, toggle, withoutVariables } from './flag.ts';
import { queryFilters } from './query-flags.ts';
import { askedFlags, filter, rawFilterOf } from './store-flags.ts';
import { choice, integer } from './values.ts';
import { withNamedZones, zonesFlag } from './zones-flag.ts';

/** The filters of `query`; `limit` counts pictures. */
const filters = {
  ...flagsWithout(queryFilters, ['cursor', 'limit']),
  ...withoutVariables({ gap: filter('<t>', 'with --per segment: frames no further apart are one', segmentFields.gap) }),
};
/** Those that `segments` does not take. */
const OF_ROWS = ['order', 'spread', 'notIn', 'iou'] as const;

/** What every command takes that makes pictures of a question. */
export const pictureFlags = {
  ...askedFlags,
  ...filters,
  zones: zonesFlag,
  ...mediaFlags,
  ...withoutVariables({
    per: optionalFlag('<what>', 'one picture for each track (object), or each segment (stretch of time)', perWhat(), {
      otherwise: 'each frame',
    }),
    crops: toggle('cut out what was found'),
    boxes: toggle('do not draw boxes', { isNegated: true }),
  }),
};

function perWhat() {
  return choice(['track', 'segment']);
}

/** At most so many pictures. */
export const mostPictures = (most: number) => ({
  limit: {
    ...optionalFlag('<n>', 'at most so many pictures', integer(1, 100_000), { otherwise: `${most}` }),
    variable: null,
  },
});

/**
 * What is asked for, checked.
 *
 * @throws {QueryError} `QUERY_INVALID`
 * @throws {ConfigError} `CONFIG_INVALID` for filters that do not go with `--per segment`
 */
export async function pictureFilter(values: FlagValues<typeof pictureFlags>): Promise<RawFilter> {
  const written = rawFilterOf(filters, values);
  if (values.per === 'segment') {
    const given = OF_ROWS.filter((name) => written[name] !== undefined).map((name) => flagName(name));
    if (given.length > 0) refuse('no filters of rows with `--per segment`', given);
    parseSegmentFilter(written, flagName);
  } else {
    if (written.gap !== undefined) refuse('`--gap` with `--per segment` only', ['--gap']);
    parseQueryFilter(written, flagName);
  }
  return withNamedZones(written, values);
}

function refuse(expected: string, given: readonly string[]): never {
  throw new ConfigError('CONFIG_INVALID', `Expected ${expected}, got \`${given.join('`, `')}\`.`);
}
