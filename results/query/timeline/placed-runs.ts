import { QueryError } from '../../../shared/errors.ts';
import { momentMs } from '../filter/clock.ts';
import type { TimelineFilter } from '../filter/filters.ts';
import { groupBy } from '../group-by.ts';
import type { RunWindow } from '../match/resolved-filter.ts';
import type { MsSpan, PlacedRun } from './missed.ts';
import type { RunPlace } from './placed-runs-query.ts';

type Asked = Pick<TimelineFilter, 'axis' | 'from' | 'to' | 'since' | 'until' | 'timeOfDay' | 'weekday' | 'tz'>;
type Window = Pick<RunWindow, 'runNo' | 'fromMs' | 'toMs'>;

/**
 * Where runs lie on the axis, and what of them the filters of time leave. On the clock there are none of which nobody knows when they
 * were recorded.
 *
 * @param windows - those of the filters of the clock
 * @throws {QueryError} `QUERY_INVALID` for a stream of several runs
 */
export function placedRuns(places: readonly RunPlace[], filter: Asked, windows: readonly Window[]): PlacedRun[] {
  const isOnClock = filter.axis === 'clock';
  if (!isOnClock && places.length > 1) {
    throw new QueryError(
      'QUERY_INVALID',
      `Expected one \`run\` for the axis \`stream\`, got ${places.length}: each has a time of its own. Name one, or ask for the axis \`clock\`.`,
    );
  }
  const onClock = clockSpans(filter, windows);
  return places.flatMap(({ runNo, zeroMs: clockZeroMs, ...place }): PlacedRun[] => {
    const zeroMs = isOnClock ? clockZeroMs : 0;
    if (zeroMs === null) return [];
    const ofStream = shifted(msSpan(filter.from, filter.to), zeroMs);
    const ofClock = onClock?.(runNo) ?? [msSpan(null, null)];
    const onAxis = clockZeroMs === null ? ofClock : ofClock.map((span) => shifted(span, zeroMs - clockZeroMs));
    return [{ ...place, zeroMs, windows: onAxis.map((span) => overlapOf(span, ofStream)) }];
  });
}

/**
 * What filters of the clock leave of a run; `null`: there are none. Parts of a day are those of windows, which end where frames do; else
 * what lies behind the last frame is meant too.
 */
function clockSpans(
  { timeOfDay, weekday, since, until, tz }: Asked,
  windows: readonly Window[],
): ((runNo: number) => readonly MsSpan[]) | null {
  if (timeOfDay !== null || weekday !== null) {
    const byRun = groupBy(windows, ({ runNo }) => runNo);
    return (runNo) => byRun.get(runNo) ?? [];
  }
  if (since === null && until === null) return null;
  const whole = msSpan(since && momentMs(since, tz) / 1000, until && momentMs(until, tz) / 1000);
  return () => [whole];
}

function msSpan(from: number | null, to: number | null): MsSpan {
  return { fromMs: (from ?? Number.NEGATIVE_INFINITY) * 1000, toMs: (to ?? Number.POSITIVE_INFINITY) * 1000 };
}

function shifted({ fromMs, toMs }: MsSpan, ms: number): MsSpan {
  return { fromMs: fromMs + ms, toMs: toMs + ms };
}

function overlapOf(a: MsSpan, b: MsSpan): MsSpan {
  return { fromMs: Math.max(a.fromMs, b.fromMs), toMs: Math.min(a.toMs, b.toMs) };
}
