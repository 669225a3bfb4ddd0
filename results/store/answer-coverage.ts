import type { DuckDBConnection } from '@duckdb/node-api';
import type { CoverageRow } from '../../shared/questions.ts';
import { runSettingsSchema } from '../../shared/run.ts';
import {
  type CoveredRun,
  coverageOf,
  isWithin,
  type LookedRange,
} from '../query/coverage/coverage-of.ts';
import { coveredRunsQuery, lookedRangesQuery } from '../query/coverage/coverage-query.ts';
import type { CoverageFilter } from '../query/filter/filters.ts';
import { groupBy } from '../query/group-by.ts';
import { readIslands } from './read-islands.ts';
import { resolveRuns } from './resolve-runs.ts';
import { rowsOf } from './rows.ts';

/** What was looked at, and what was not, by run and time. */
export async function answerCoverage(connection: DuckDBConnection, filter: CoverageFilter): Promise<CoverageRow[]> {
  const runs = await coveredRuns(connection, filter);
  const torn = runs.filter(({ isWhole }) => !isWhole).map(({ runNo }) => runNo);
  const islands = torn.length === 0 ? [] : await readIslands(connection, torn);
  const ofRun = groupBy(islands, ({ runNo }) => runNo);
  const looked: LookedRange[] = [];
  for (const { runNo, ranges, isWhole } of runs) {
    if (ranges && isWhole) looked.push(...(await rowsOf<LookedRange>(connection, lookedRangesQuery(runNo, ranges))));
  }
  const lookedOfRun = groupBy(looked, ({ runNo }) => runNo);
  const rows = runs.flatMap((run) => coverageOf(run, ofRun.get(run.runNo) ?? [], lookedOfRun.get(run.runNo)));
  const within = rows.filter((row) => isWithin(row, filter));
  return filter.limit === null ? within : within.slice(0, filter.limit);
}

async function coveredRuns(connection: DuckDBConnection, filter: CoverageFilter): Promise<CoveredRun[]> {
  const query = coveredRunsQuery(await resolveRuns(connection, filter));
  const rows = await rowsOf<Omit<CoveredRun, 'ranges'> & { readonly ranges: string | null }>(connection, query);
  const { ranges: schema } = runSettingsSchema.unwrap().shape;
  return rows.map((row) => ({
    ...row,
    ranges: row.ranges === null ? null : (schema.parse(JSON.parse(row.ranges)) ?? null),
  }));
}
