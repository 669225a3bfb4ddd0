import { clockRows } from '../count/clock-rows.ts';
import { canUseSums, lookedRows, sumRows } from '../count/sums.ts';
import type { ResolvedFilter } from '../match/resolved-filter.ts';
import type { SqlQuery } from '../sql.ts';
import type { Bins } from './bins.ts';

/** The time that bins go by. */
export type Axis = 'clock' | 'stream';

const DAY_MS = 86_400_000;

/** Detections in each bin and of each label: rows `bin, label, detections`. Frames are not told apart, which is what counts cost. */
export function binnedDetectionsQuery(filter: ResolvedFilter, axis: Axis, bins: Bins): SqlQuery {
  const asked = inUtc(filter);
  const by = axis === 'clock' ? (['label', 'day'] as const) : (['label', 'second'] as const);
  const isBySums = areWholeSeconds(bins) && canUseSums(asked, by);
  const rows = isBySums ? sumRows(asked, by) : clockRows(asked, by);
  return {
    sql: `SELECT g.bin, l.label, g.detections::DOUBLE AS detections FROM (
        SELECT ${binOf(axis, bins)} AS bin, t.label_no, ${isBySums ? 'sum(t.detections)' : 'count(*)'} AS detections
        FROM (${rows}) t GROUP BY ALL
      ) g JOIN labels l USING (label_no)`,
    values: {},
  };
}

/** Frames that were looked at in each bin: rows `bin, frames`. */
export function binnedFramesQuery(filter: ResolvedFilter, axis: Axis, bins: Bins): SqlQuery {
  const time = axis === 'clock' ? 'day' : 'second';
  const by = areWholeSeconds(bins) ? ([time] as const) : (['frame', time] as const);
  return {
    sql: `SELECT ${binOf(axis, bins)} AS bin, sum(t.frames)::DOUBLE AS frames FROM (${lookedRows(inUtc(filter), by)}) t GROUP BY ALL`,
    values: {},
  };
}

/** Detections of each day, by the clocks of the filter's zone: rows `day` (since 1970), `detections`. */
export function dayDetectionsQuery(filter: ResolvedFilter): SqlQuery {
  const isBySums = canUseSums(filter, ['label', 'day']);
  const rows = isBySums ? sumRows(filter, ['label', 'day']) : clockRows(filter, ['day']);
  const detections = isBySums ? 'sum(t.detections)' : 'count(*)';
  return { sql: `SELECT ${DAY} AS day, ${detections}::DOUBLE AS detections FROM (${rows}) t GROUP BY ALL`, values: {} };
}

/** Frames that were looked at on each day: rows `day` (since 1970), `frames`. */
export function dayFramesQuery(filter: ResolvedFilter): SqlQuery {
  return {
    sql: `SELECT ${DAY} AS day, sum(t.frames)::DOUBLE AS frames FROM (${lookedRows(filter, ['day'])}) t GROUP BY ALL ORDER BY 1`,
    values: {},
  };
}

const DAY = `floor(t.local_ms / ${DAY_MS})::INTEGER`;

/** A row `t` lies in one of the bins; it may lie before or behind them all. */
function binOf(axis: Axis, { fromMs, binMs }: Bins): string {
  const ms = axis === 'clock' ? 't.local_ms' : '(t.at * 1000)';
  // what is a millisecond in thousandths lies in its own bin, and not just before it
  return `floor((${ms} - ${fromMs}::DOUBLE + 1e-6) / ${binMs}::DOUBLE)::BIGINT::DOUBLE`;
}

/** Bins are of one clock, whatever zone days and hours of the filter are of. */
function inUtc(filter: ResolvedFilter): ResolvedFilter {
  return { ...filter, windows: filter.windows?.map((window) => ({ ...window, offsetMs: 0 })) ?? null };
}

function areWholeSeconds({ fromMs, binMs }: Bins): boolean {
  return fromMs % 1000 === 0 && binMs % 1000 === 0;
}
