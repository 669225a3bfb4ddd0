import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from '../../shared/errors.ts';
import { type ClockFilter, clockWindows, momentMs, type WrittenMoment } from '../query/filter/clock.ts';
import type { RunWindow } from '../query/match/resolved-filter.ts';
import { numberList } from '../query/sql.ts';
import { isAnyCamera } from './any-camera.ts';
import { rowsOf } from './rows.ts';

interface RunClock {
  readonly runNo: number;
  readonly recordedMs: number | null;
  /** Wall clock of the first and the last frame; `null` where nobody knows. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

/** Whether the clock is asked for even where a filter says nothing of it: of all, or of those of which somebody knows it. */
export type ClockNeed = 'no' | 'where known' | 'yes';

/** No date is later. */
const LAST_MS = 8.64e15;

/**
 * The stretches of wall-clock time that a filter keeps of each run: of a recording by when it began, of a camera by when its
 * frames were taken. Ends that the filter does not set are whole seconds.
 *
 * @returns `null` where nobody asks for it
 * @throws {QueryError} `QUERY_INVALID` when none of the runs knows the time of day
 */
export async function resolveWindows(
  connection: DuckDBConnection,
  runNos: readonly number[] | null,
  filter: ClockFilter,
  need: ClockNeed,
): Promise<RunWindow[] | null> {
  const { since, until, timeOfDay, weekday } = filter;
  const asked = Object.entries({ since, until, timeOfDay, weekday }).find(([, value]) => value !== null)?.[0];
  if (asked === undefined && need === 'no') return null;
  const runs = await clocksOf(connection, runNos);
  const known = runs.filter(({ fromMs, toMs }) => fromMs !== null && toMs !== null);
  const isRequired = asked !== undefined || need === 'yes';
  if (isRequired && known.length === 0 && runs.length > 0) {
    throw new QueryError(
      'QUERY_INVALID',
      `Expected runs whose videos say when they were recorded, for \`${asked ?? 'by'}\`; got none (${runs.length} of ${runs.length} do not). Say so with \`detect --starts-at\`.`,
    );
  }
  const written = { ...filter, since: since && instant(since, filter.tz), until: until && instant(until, filter.tz) };
  return known.flatMap(({ runNo, recordedMs, fromMs, toMs }) => {
    const [start, end] = [Math.floor(fromMs! / 1000) * 1000, Math.floor(toMs! / 1000) * 1000 + 1000];
    if (Math.abs(start) > LAST_MS || Math.abs(end) > LAST_MS) return [];
    return clockWindows(start, end, written).map((window) => {
      const isWhole = recordedMs !== null && window.fromMs <= fromMs! && window.toMs > toMs!;
      return { ...window, runNo, recordedMs, isWhole };
    });
  });
}

/** The moment that is meant, worked out once for all runs. */
function instant(moment: WrittenMoment, timeZone: string): WrittenMoment {
  return { instantMs: momentMs(moment, timeZone) };
}

async function clocksOf(connection: DuckDBConnection, runNos: readonly number[] | null): Promise<RunClock[]> {
  const recorded = 'epoch_us(v.recorded_at) / 1000.0';
  const wanted = `r.first_pts IS NOT NULL ${runNos ? `AND r.run_no IN ${numberList(runNos)}` : ''}`;
  if (!(await isAnyCamera(connection, runNos))) {
    return rowsOf<RunClock>(connection, {
      sql: `
        SELECT r.run_no AS "runNo", ${recorded} AS "recordedMs", ${recorded} + r.first_pts * 1000 AS "fromMs",
          ${recorded} + r.last_pts * 1000 AS "toMs"
        FROM runs r JOIN videos v USING (video_id) WHERE ${wanted} ORDER BY r.run_no`,
      values: {},
    });
  }
  return rowsOf<RunClock>(connection, {
    sql: `
      SELECT r.run_no AS "runNo",
        CASE WHEN v.content_hash IS NOT NULL THEN ${recorded} END AS "recordedMs",
        CASE WHEN v.content_hash IS NULL THEN c.first * 1000 ELSE ${recorded} + r.first_pts * 1000 END AS "fromMs",
        CASE WHEN v.content_hash IS NULL THEN c.last * 1000 + 999 ELSE ${recorded} + r.last_pts * 1000 END AS "toMs"
      FROM runs r JOIN videos v USING (video_id)
      LEFT JOIN (
        SELECT run_no, min(captured_second) AS first, max(captured_second) AS last FROM seconds
        WHERE run_no IN (SELECT run_no FROM runs JOIN videos USING (video_id) WHERE content_hash IS NULL) GROUP BY run_no
      ) c USING (run_no)
      WHERE ${wanted}
      ORDER BY r.run_no`,
    values: {},
  });
}
