import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from '../../shared/errors.ts';
import type { CountRow } from '../../shared/questions.ts';
import { countsQuery, MOST_SECONDS } from '../query/count/counts-query.ts';
import { isByClock, isRunByRun, STRETCHES, stretchOf } from '../query/count/groups.ts';
import { canUseSums } from '../query/count/sums.ts';
import type { Group } from '../query/filter/fields.ts';
import type { CountFilter } from '../query/filter/filters.ts';
import type { ResolvedFilter } from '../query/match/resolved-filter.ts';
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
  if (!isRunByRun(by)) return ask(runNos, limit);
  const rowsPerRun = limit === null ? null : await readStretchesPerRun(connection, resolved, by);
  return inBatchesOfRuns(connection, { runNos, limit, rowsPerRun }, ask);
}

/** Of the stretches of time that groups go by, how many a run has in the mean; `null` where they go by none, or by another measure of time too. */
async function readStretchesPerRun(
  connection: DuckDBConnection,
  { runNos }: ResolvedFilter,
  by: readonly Group[],
): Promise<number | null> {
  const stretch = stretchOf(by);
  if (stretch === null) return null;
  const [row] = await rowsOf<{ readonly seconds: number | null }>(connection, {
    sql: `SELECT avg(last_pts - first_pts) AS seconds FROM runs
      WHERE last_pts - first_pts BETWEEN 0 AND ${MOST_SECONDS} ${runNos ? `AND ${isAmong('run_no', runNos)}` : ''}`,
    values: {},
  });
  return 1 + (row!.seconds ?? 0) / STRETCHES[stretch];
}

async function readMostInFrame(connection: DuckDBConnection, runNos: readonly number[] | null): Promise<number> {
  const [row] = await rowsOf<{ readonly most: number }>(connection, {
    sql: `SELECT coalesce(max(most), 0) AS most FROM minutes ${runNos ? `WHERE ${isAmong('run_no', runNos)}` : ''}`,
    values: {},
  });
  return row!.most;
}
