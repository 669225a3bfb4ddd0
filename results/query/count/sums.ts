import type { Group } from '../filter/fields.ts';
import type { ResolvedFilter } from '../match/resolved-filter.ts';
import { clockMs, windowJoin } from '../match/windows.ts';
import { numberList } from '../sql.ts';
import { isByClock } from './groups.ts';

const OF_SECONDS = { runNo: 's.run_no', pts: 's.second', capturedMs: 's.captured_second * 1000' };
const OF_FRAMES = { runNo: 'f.run_no', pts: 'f.pts_seconds', capturedMs: 'epoch_us(f.captured_at) / 1000.0' };

/** Whether the sums by second answer a question: no single box is asked about, and nothing ends within a second. */
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
  if (labelNos === null && notLabelNos.length === 0 && !by.includes('label')) {
    const columns = 'NULL AS label_no, s.found_frames AS frames, s.detections, s.most';
    return secondsOf('seconds', columns, filter, by, ['s.found_frames > 0']);
  }
  const conditions = [
    labelNos && `s.label_no IN ${numberList(labelNos)}`,
    notLabelNos.length > 0 && `s.label_no NOT IN ${numberList(notLabelNos)}`,
  ].filter((condition) => typeof condition === 'string');
  return secondsOf('label_seconds', 's.label_no, s.frames, s.detections, s.most', filter, by, conditions);
}

/** Frames that were looked at, as `t`: `run_no, frame_index, at, local_ms, frames`. */
export function lookedRows(filter: ResolvedFilter, by: readonly Group[]): string {
  if (endsOnSeconds(filter) && !by.includes('frame')) return secondsOf('seconds', 's.frames', filter, by, []);
  const { runNos, from, to, windows } = filter;
  const conditions = [
    runNos && `f.run_no IN ${numberList(runNos)}`,
    from !== null && `f.pts_seconds >= ${from}::DOUBLE`,
    to !== null && `f.pts_seconds < ${to}::DOUBLE`,
  ].filter((condition) => typeof condition === 'string');
  const local = isByClock(by) ? `${clockMs(OF_FRAMES)} + w.offset_ms` : 'NULL';
  return `SELECT f.run_no, f.frame_index, f.pts_seconds AS at, ${local} AS local_ms, 1 AS frames
    FROM frames f ${windows ? windowJoin(windows, OF_FRAMES) : ''} WHERE ${conditions.join(' AND ') || 'true'}`;
}

function secondsOf(
  table: 'seconds' | 'label_seconds',
  columns: string,
  { runNos, from, to, windows }: ResolvedFilter,
  by: readonly Group[],
  more: readonly string[],
): string {
  const conditions = [
    runNos && `s.run_no IN ${numberList(runNos)}`,
    from !== null && `s.second >= ${from}::DOUBLE`,
    to !== null && `s.second < ${to}::DOUBLE`,
    ...more,
  ].filter((condition) => typeof condition === 'string');
  const local = isByClock(by) ? `${clockMs(OF_SECONDS)} + w.offset_ms` : 'NULL';
  return `SELECT s.run_no, NULL AS frame_index, s.second AS at, ${local} AS local_ms, ${columns}
    FROM ${table} s ${windows ? windowJoin(windows, OF_SECONDS) : ''} WHERE ${conditions.join(' AND ') || 'true'}`;
}
