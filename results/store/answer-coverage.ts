import type { DuckDBConnection } from '@duckdb/node-api';
import type { CoverageRow } from '../../shared/questions.ts';
import { runSettingsSchema } from '../../shared/run.ts';
import { type CoveredRun, coverageOf, isWithin, type LookedRange } from '../query/coverage/coverage-of.ts';
import { coveredRunsQuery, lookedRangesQuery } from '../query/coverage/coverage-query.ts';
import { FoundParts } from '../query/coverage/found-parts.ts';
import type { CoverageFilter } from '../query/filter/filters.ts';
import { groupBy } from '../query/group-by.ts';
import type { RunWindow } from '../query/match/resolved-filter.ts';
import { lookedHits } from '../query/segments/hits.ts';
import { readHits } from './read-hits.ts';
import { readIslands } from './read-islands.ts';
import { resolveFilter } from './resolve-filter.ts';
import { resolveRuns } from './resolve-runs.ts';
import { rowsOf } from './rows.ts';

/** Frames in which something is found belong together where they follow one another within so many seconds, unless asked for otherwise. */
const DEFAULT_GAP = 1;
const OF_RUNS: readonly string[] = ['run', 'video', 'from', 'to', 'limit', 'tz'];

type CoveredRow = CoverageRow & { readonly runNo: number };

/** What was looked at, and what was not, by run and time. */
export async function answerCoverage(connection: DuckDBConnection, filter: CoverageFilter): Promise<CoverageRow[]> {
  const rows = isOfFound(filter)
    ? await foundCoverage(connection, filter)
    : await plainCoverage(connection, await resolveRuns(connection, filter), filter);
  const limited = filter.limit === null ? rows : rows.slice(0, filter.limit);
  return limited.map(({ runNo: _, ...row }) => row);
}

/** Whether it is asked too where something was found. */
function isOfFound(filter: CoverageFilter): boolean {
  const isAsked = (value: unknown) =>
    value !== null && value !== false && !(Array.isArray(value) && value.length === 0);
  return Object.entries(filter).some(([name, value]) => !OF_RUNS.includes(name) && isAsked(value));
}

async function foundCoverage(connection: DuckDBConnection, filter: CoverageFilter): Promise<CoveredRow[]> {
  const { filter: resolved } = await resolveFilter(connection, filter);
  const { runNos, windows } = resolved;
  const rows = await plainCoverage(connection, runNos, filter);
  const parts = new FoundParts(rows, filter.gap ?? DEFAULT_GAP);
  await readHits(connection, lookedHits(resolved), {
    add: ({ runNo, ptsSeconds, found }) => parts.add({ runNo, ptsSeconds, isFound: found > 0 }),
  });
  return windows === null ? parts.end() : parts.end().filter((row) => isInWindows(row, windows));
}

/** Of a camera, whose stream has another clock, all that was not looked at may belong to a window. */
function isInWindows(row: CoveredRow, windows: readonly RunWindow[]): boolean {
  return windows.some(({ runNo, recordedMs, fromMs, toMs }) => {
    if (runNo !== row.runNo) return false;
    return recordedMs === null || isWithin(row, { from: (fromMs - recordedMs) / 1000, to: (toMs - recordedMs) / 1000 });
  });
}

/** What was looked at and what was not, whatever was found. @param runNos - `null`: all */
export async function plainCoverage(
  connection: DuckDBConnection,
  runNos: readonly number[] | null,
  times: Pick<CoverageFilter, 'from' | 'to'>,
): Promise<CoveredRow[]> {
  const runs = await coveredRuns(connection, runNos);
  const torn = runs.filter(({ isWhole }) => !isWhole).map(({ runNo }) => runNo);
  const islands = torn.length === 0 ? [] : await readIslands(connection, torn);
  const ofRun = groupBy(islands, ({ runNo }) => runNo);
  const looked: LookedRange[] = [];
  for (const { runNo, ranges, isWhole } of runs) {
    if (ranges && isWhole) looked.push(...(await rowsOf<LookedRange>(connection, lookedRangesQuery(runNo, ranges))));
  }
  const lookedOfRun = groupBy(looked, ({ runNo }) => runNo);
  return runs.flatMap((run) => {
    const rows = coverageOf(run, ofRun.get(run.runNo) ?? [], lookedOfRun.get(run.runNo));
    return rows.filter((row) => isWithin(row, times)).map((row) => ({ ...row, runNo: run.runNo }));
  });
}

async function coveredRuns(connection: DuckDBConnection, runNos: readonly number[] | null): Promise<CoveredRun[]> {
  const query = coveredRunsQuery(runNos);
  const rows = await rowsOf<Omit<CoveredRun, 'ranges'> & { readonly ranges: string | null }>(connection, query);
  const { ranges: schema } = runSettingsSchema.unwrap().shape;
  return rows.map((row) => ({
    ...row,
    ranges: row.ranges === null ? null : (schema.parse(JSON.parse(row.ranges)) ?? null),
  }));
}
