import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from '../../shared/errors.ts';
import type { CountRow } from '../../shared/questions.ts';
import { countsQuery } from '../query/count/counts-query.ts';
import { isByClock, isRunByRun } from '../query/count/groups.ts';
import { canUseSums } from '../query/count/sums.ts';
import type { CountFilter } from '../query/filter/filters.ts';
import { isAmong } from '../query/sql.ts';
import { resolveFilter } from './resolve-filter.ts';
import { rowsOf } from './rows.ts';
import { inBatchesOfRuns } from './run-batches.ts';

/** Counts of detections by groups. */
export async function answerCounts(connection: DuckDBConnection, filter: CountFilter): Promise<CountRow[]> {
  const { by, limit } = filter;
  if (by.includes('zone') && filter.zone === null) {
    throw new QueryError(
      'QUERY_INVALID',
      'Expected `zone` to count by: one or several with semicolons between them, got none.',
    );
  }
  const { filter: resolved, labels } = await resolveFilter(connection, filter, { clock: isByClock(by) ? 'yes' : 'no' });
  const askedLabels = await labels.numbersOf('label', filter.label);
  const ask = async (runNos: readonly number[] | null, most: number | null) => {
    const mostInFrame = canUseSums(resolved, by) ? 0 : await readMostInFrame(connection, runNos);
    const choice = { by, limit: most, askedLabels, hasTracks: filter.tracks, mostInFrame };
    return rowsOf<CountRow>(connection, countsQuery({ ...resolved, runNos }, choice));
  };
  const { runNos } = resolved;
  return isRunByRun(by) ? inBatchesOfRuns(connection, { runNos, limit }, ask) : ask(runNos, limit);
}

async function readMostInFrame(connection: DuckDBConnection, runNos: readonly number[] | null): Promise<number> {
  const [row] = await rowsOf<{ readonly most: number }>(connection, {
    sql: `SELECT coalesce(max(most), 0) AS most FROM minutes ${runNos ? `WHERE ${isAmong('run_no', runNos)}` : ''}`,
    values: {},
  });
  return row!.most;
}
