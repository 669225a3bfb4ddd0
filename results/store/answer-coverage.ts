import type { DuckDBConnection } from '@duckdb/node-api';
import type { CoverageRow } from '../../shared/questions.ts';
import { type CoveredRun, coverageOf, isWithin, type LedgerIsland } from '../query/coverage/coverage-of.ts';
import { coveredRunsQuery, ledgerIslandsQuery } from '../query/coverage/coverage-query.ts';
import type { CoverageFilter } from '../query/filter/filters.ts';
import { groupBy } from '../query/group-by.ts';
import { resolveRuns } from './resolve-runs.ts';
import { rowsOf } from './rows.ts';

/** What was looked at, and what was not, by run and time. */
export async function answerCoverage(connection: DuckDBConnection, filter: CoverageFilter): Promise<CoverageRow[]> {
  const runs = await rowsOf<CoveredRun>(connection, coveredRunsQuery(await resolveRuns(connection, filter)));
  const torn = runs.filter(({ isWhole }) => !isWhole).map(({ runNo }) => runNo);
  const islands = torn.length === 0 ? [] : await rowsOf<LedgerIsland>(connection, ledgerIslandsQuery(torn));
  const ofRun = groupBy(islands, ({ runNo }) => runNo);
  const rows = runs.flatMap((run) => coverageOf(run, ofRun.get(run.runNo) ?? []));
  const within = rows.filter((row) => isWithin(row, filter));
  return filter.limit === null ? within : within.slice(0, filter.limit);
}
