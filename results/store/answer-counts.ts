import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from '../../shared/errors.ts';
import type { CountRow } from '../../shared/questions.ts';
import { countsQuery } from '../query/count/counts-query.ts';
import { isByClock } from '../query/count/groups.ts';
import { canUseSums } from '../query/count/sums.ts';
import type { CountFilter } from '../query/filter/filters.ts';
import { numberList } from '../query/sql.ts';
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
  const mostInFrame = canUseSums(resolved, by) ? 0 : await readMostInFrame(connection, resolved.runNos);
  const choice = { by, limit, askedLabels, hasTracks: filter.tracks, mostInFrame };
  return rowsOf<CountRow>(connection, countsQuery(resolved, choice));
}

async function readMostInFrame(connection: DuckDBConnection, runNos: readonly number[] | null): Promise<number> {
  const [row] = await rowsOf<{ readonly most: number }>(connection, {
    sql: `SELECT coalesce(max(most), 0) AS most FROM seconds ${runNos ? `WHERE run_no IN ${numberList(runNos)}` : ''}`,
    values: {},
  });
  return row!.most;
}
