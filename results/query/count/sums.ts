import type { Group } from '../filter/fields.ts';
import type { ResolvedFilter } from '../match/resolved-filter.ts';
import { clockMs, columnsFor, inWindows, partedByWhole, type TimeColumns, windowJoin } from '../match/windows.ts';
import { isAmong, numberList } from '../sql.ts';
import { GROUP_RULES, isByClock } from './groups.ts';

const OF_SECONDS = { runNo: 's.run_no', pts: 's.second', capturedMs: 's.captured_second * 1000' };
const MINUTE = 60;
/** Tables of sums over all labels and over each, and when a sum begins. */
const BY_SECOND = { of: 'seconds', ofLabels: 'label_seconds', at: 's.second' } as const;
const BY_MINUTE = { of: 'minutes', ofLabels: 'label_minutes', at: `s.minute * ${MINUTE}` } as const;
const OF_ALL_LABELS = 's.found_frames AS frames, s.detections, s.most';
const OF_FRAMES = { runNo: 'f.run_no', pts: 'f.pts_seconds', capturedMs: 'epoch_us(f.captured_at) / 1000.0' };

/** Whether sums answer a question: no single box is asked about, and nothing ends within a second. */
export function canUseSums(filter: ResolvedFilter, by: readonly Group[]): boolean {
  const { minConfidence, zone, area, aspect, where, with: near, without, followedBy, labelNos, notLabelNos } = filter;
  const asksBoxes = [minConfidence, zone, area, aspect, where, near, without, followedBy].some((one) => one !== null);
  if (asksBoxes || by.includes('frame') || by.includes('zone') || !endsOnSeconds(filter)) return false;
  // a frame that holds two labels counts once where labels are not told apart
  return by.includes('label') || (notLabelNos.length === 0 && (labelNos === null || labelNos.length <= 1));
}

/** Whether what is asked about begins and ends on whole seconds of the stream. */
function endsOnSeconds({ from, to, windows }: ResolvedFilter): boolean {
  const isWhole = (number: number | null) => number === null || Number.isInteger(number);
  const isWholeMs = (ms: number | null) => ms === null || ms % 1000 === 0;
  return (
    isWhole(from) &&
    isWhole(to) &&
    (windows ?? []).every((w) => isWholeMs(w.recordedMs) && isWholeMs(w.fromMs) && isWholeMs(w.toMs))
  );
}

/** Rows of sums as `t`: `run_no, label_no, at, local_ms, frames, detections, most`; `label_no` null where labels are not told apart. */
export function sumRows(filter: ResolvedFilter, by: readonly Group[]): string {
  const { labelNos, notLabelNos } = filter;
  if (isOfAllLabels(filter, by)) {
    return sumsOf('of', `NULL AS label_no, ${OF_ALL_LABELS}`, filter, by, ['s.found_frames > 0']);
  }
  const conditions = [
    labelNos && `s.label_no IN ${numberList(labelNos)}`,
    notLabelNos.length > 0 && `s.label_no NOT IN ${numberList(notLabelNos)}`,
  ].filter((condition) => typeof condition === 'string');
  return sumsOf('ofLabels', 's.label_no, s.frames, s.detections, s.most', filter, by, conditions);
}

/** Whether labels are neither asked for nor told apart. */
function isOfAllLabels({ labelNos, notLabelNos }: ResolvedFilter, by: readonly Group[]): boolean {
  return labelNos === null && notLabelNos.length === 0 && !by.includes('label');
}

/** Rows of both `lookedRows` (their frames as `looked`) and `sumRows` where the same sums tell both; else `null`. */
export function lookedSumRows(filter: ResolvedFilter, by: readonly Group[]): string | null {
  const isTold = canUseSums(filter, by) && isOfAllLabels(filter, by) && !isOfWholeRuns(filter, by);
  return isTold ? sumsOf('of', `s.frames AS looked, ${OF_ALL_LABELS}`, filter, by, []) : null;
}

/** Frames that were looked at, as `t`: `run_no, frame_index, at, local_ms, frames`. */
export function lookedRows(filter: ResolvedFilter, by: readonly Group[]): string {
  if (isOfWholeRuns(filter, by)) return wholeRuns(filter);
  if (endsOnSeconds(filter) && !by.includes('frame')) return sumsOf('of', 's.frames', filter, by, []);
  const { from, to } = filter;
  const { join, conditions, localMs } = timesOf(OF_FRAMES, filter, by);
  const all = [
    ...conditions,
    from !== null && `f.pts_seconds >= ${from}::DOUBLE`,
    to !== null && `f.pts_seconds < ${to}::DOUBLE`,
  ].filter((condition) => typeof condition === 'string');
  return `SELECT f.run_no, f.frame_index, f.pts_seconds AS at, ${localMs} AS local_ms, 1 AS frames
    FROM frames f ${join} WHERE ${all.join(' AND ') || 'true'}`;
}

/** Whether the totals of runs tell what was looked at: no time is asked about. */
function isOfWholeRuns({ from, to, windows }: ResolvedFilter, by: readonly Group[]): boolean {
  return from === null && to === null && windows === null && !by.some((group) => GROUP_RULES[group].isTime);
}

function wholeRuns({ runNos }: ResolvedFilter): string {
  return `SELECT t.run_no, NULL AS frame_index, NULL AS at, NULL AS local_ms, t.stored_frames AS frames
    FROM runs t WHERE t.stored_frames > 0 ${runNos ? `AND ${isAmong('t.run_no', runNos)}` : ''}`;
}

/** How rows are held against runs and the clock, and what the clock shows where groups go by it. */
function timesOf(all: TimeColumns, { runNos, windows }: ResolvedFilter, by: readonly Group[]) {
  const conditions = runNos ? [isAmong(all.runNo, runNos)] : [];
  if (windows === null) return { join: '', conditions, localMs: 'NULL' };
  const columns = columnsFor(windows, all);
  if (isByClock(by)) {
    return { join: windowJoin(windows, columns), conditions, localMs: `${clockMs(columns)} + w.offset_ms` };
  }
  const { join, condition } = inWindows(windows, columns);
  return { join, conditions: [...conditions, condition], localMs: 'NULL' };
}

/** Whether sums by minute tell what is asked of the stream: nothing begins or ends within one. */
function canUseMinutes({ from, to }: ResolvedFilter, by: readonly Group[]): boolean {
  const isWhole = (seconds: number | null) => seconds === null || seconds % MINUTE === 0;
  return isWhole(from) && isWhole(to) && !by.includes('second') && !isByClock(by);
}

/** Sums by minute where they tell it, else by second: of runs that lie in a window of the clock in part. */
function sumsOf(
  table: 'of' | 'ofLabels',
  columns: string,
  filter: ResolvedFilter,
  by: readonly Group[],
  more: readonly string[],
): string {
  const rowsBy = (sums: typeof BY_SECOND | typeof BY_MINUTE, part: ResolvedFilter) => {
    const { from, to } = part;
    // of sums by minute no time is asked here: their windows, where there are some, hold whole runs
    const { join, conditions, localMs } = timesOf(OF_SECONDS, part, by);
    const all = [
      ...conditions,
      from !== null && `${sums.at} >= ${from}::DOUBLE`,
      to !== null && `${sums.at} < ${to}::DOUBLE`,
      ...more,
    ].filter((condition) => typeof condition === 'string');
    return `SELECT s.run_no, NULL AS frame_index, ${sums.at} AS at, ${localMs} AS local_ms, ${columns}
      FROM ${sums[table]} s ${join} WHERE ${all.join(' AND ') || 'true'}`;
  };
  if (!canUseMinutes(filter, by)) return rowsBy(BY_SECOND, filter);
  const { windows } = filter;
  if (windows === null) return rowsBy(BY_MINUTE, filter);
  const [whole, others] = partedByWhole(windows);
  if (whole.length === 0) return rowsBy(BY_SECOND, filter);
  const byMinute = rowsBy(BY_MINUTE, { ...filter, windows: whole });
  return others.length === 0 ? byMinute : `${byMinute} UNION ALL ${rowsBy(BY_SECOND, { ...filter, windows: others })}`;
}
