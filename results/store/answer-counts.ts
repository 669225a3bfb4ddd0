import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from '../../shared/errors.ts';
import type { CountRow } from '../../shared/questions.ts';
import { countsQuery } from '../query/count/counts-query.ts';
import { isByClock } from '../query/count/groups.ts';
import type { CountFilter } from '../query/filter/filters.ts';
import { resolveFilter } from './resolve-filter.ts';
import { rowsOf } from './rows.ts';

/** Counts of detections by groups. */
export async function answerCounts(connection: DuckDBConnection, filter: CountFilter): Promise<CountRow[]> {
  const { by, limit } = filter;
  if (by.includes('zone') && filter.zone === null) {
    throw new QueryError(
      'QUERY_INVALID',
      'Expected `zone` to count by: one or several with semicolons between them, got none.',
    );
  }
  const { filter: resolved, labels } = await resolveFilter(connection, filter, { needsClock: isByClock(by) });
  const askedLabels = await labels.numbersOf('label', filter.label);
  return rowsOf<CountRow>(connection, countsQuery(resolved, { by, limit, askedLabels, hasTracks: filter.tracks }));
}
