import type { DuckDBConnection } from '@duckdb/node-api';
import type { DayRow, Timeline } from '../../shared/timeline.ts';
import { momentMs } from '../query/filter/clock.ts';
import type { DaysFilter, TimelineFilter } from '../query/filter/filters.ts';
import { groupBy } from '../query/group-by.ts';
import type { ResolvedFilter } from '../query/match/resolved-filter.ts';
import { binsOf, inBins } from '../query/timeline/bins.ts';
import { missedInBins, type PlacedRun } from '../query/timeline/missed.ts';
import { placedRuns } from '../query/timeline/placed-runs.ts';
import { type RunPlace, runPlacesQuery } from '../query/timeline/placed-runs-query.ts';
import {
  binnedDetectionsQuery,
  binnedFramesQuery,
  dayDetectionsQuery,
  dayFramesQuery,
} from '../query/timeline/timeline-query.ts';
import { plainCoverage } from './answer-coverage.ts';
import { resolveFilter } from './resolve-filter.ts';
import { rowsOf } from './rows.ts';

const DAY_MS = 86_400_000;

/**
 * What was found and looked at, in bins; on the clock there are none where nobody knows when anything was recorded.
 *
 * @throws {QueryError} `QUERY_INVALID` for a stream of several runs
 */
export async function answerTimeline(connection: DuckDBConnection, filter: TimelineFilter): Promise<Timeline> {
  const { axis } = filter;
  const { filter: resolved } = await resolveFilter(connection, filter, {
    clock: axis === 'clock' ? 'where known' : 'no',
  });
  const places = await rowsOf<RunPlace>(connection, runPlacesQuery(resolved.runNos));
  const runs = placedRuns(places, filter, resolved.windows ?? []);
  const span = spanOf(runs, filter, resolved.windows);
  if (span === null) return { axis, from: null, binSeconds: 1, lookedFrames: [], series: [], missed: [] };
  const bins = binsOf(span.fromMs, span.toMs, filter.bins);
  const found = await rowsOf<{ bin: number; label: string; detections: number }>(
    connection,
    binnedDetectionsQuery(resolved, axis, bins),
  );
  const looked = await rowsOf<{ bin: number; frames: number }>(connection, binnedFramesQuery(resolved, axis, bins));
  const coverage = await plainCoverage(connection, resolved.runNos, { from: null, to: null });
  const detections = ({ detections }: { readonly detections: number }) => detections;
  const sums = [...groupBy(found, ({ label }) => label)].map(([label, rows]) => ({
    ...{ label, detections: inBins(bins, rows, detections) },
    total: rows.reduce((sum, row) => sum + row.detections, 0),
  }));
  return {
    ...{ axis, from: bins.fromMs / 1000, binSeconds: bins.binMs / 1000 },
    lookedFrames: inBins(bins, looked, ({ frames }) => frames),
    series: sums
      .sort((a, b) => b.total - a.total || (a.label < b.label ? -1 : 1))
      .map(({ total: _, ...series }) => series),
    missed: missedInBins(bins, runs, coverage),
  };
}

/** What was found and looked at on each day that was looked at, in order; of videos whose time nobody knows there are none. */
export async function answerDays(connection: DuckDBConnection, filter: DaysFilter): Promise<DayRow[]> {
  const { filter: resolved } = await resolveFilter(connection, filter, { clock: 'where known' });
  if (resolved.windows?.length === 0) return [];
  const found = await rowsOf<{ day: number; detections: number }>(connection, dayDetectionsQuery(resolved));
  const looked = await rowsOf<{ day: number; frames: number }>(connection, dayFramesQuery(resolved));
  const onDay = new Map(found.map(({ day, detections }) => [day, detections]));
  return looked.map(({ day, frames }) => ({
    day: new Date(day * DAY_MS).toISOString().slice(0, 10),
    detections: onDay.get(day) ?? 0,
    lookedFrames: frames,
  }));
}

/** The time that bins have to cover: that which is asked for, as far as there is any material. Windows are of the clock. */
function spanOf(
  runs: readonly PlacedRun[],
  filter: TimelineFilter,
  windows: ResolvedFilter['windows'],
): { readonly fromMs: number; readonly toMs: number } | null {
  const { axis, since, until, from, to, tz } = filter;
  const [start, end] =
    axis === 'clock'
      ? [since && momentMs(since, tz), until && momentMs(until, tz)]
      : [from === null ? null : from * 1000, to === null ? null : to * 1000];
  const onAxis = axis === 'clock' ? (windows ?? []) : [];
  const begins = [...runs.map((run) => run.zeroMs + run.beginSeconds * 1000), ...onAxis.map((window) => window.fromMs)];
  const ends = [
    ...runs.map((run) => run.zeroMs + run.endSeconds * 1000 + 1), // the last frame lies in it
    ...onAxis.map((window) => window.toMs),
  ];
  const least = (numbers: readonly number[]) => numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const fromMs = start ?? least(begins);
  const toMs = end ?? -least(ends.map((ms) => -ms));
  return Number.isFinite(fromMs) && Number.isFinite(toMs) && fromMs < toMs ? { fromMs, toMs } : null;
}
