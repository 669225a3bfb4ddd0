import { isAmong, numberTable } from '../sql.ts';
import type { RunWindow } from './resolved-filter.ts';

/** Columns of rows that lie in time. */
export interface TimeColumns {
  readonly runNo: string;
  /** Seconds of the stream. */
  readonly pts: string;
  /** Wall clock of a camera's frame, in milliseconds since the epoch; `null` where there is no camera among the runs. */
  readonly capturedMs: string | null;
}

/** Joins to detections `d` the frames in which they lie. */
export const CLOCK_JOIN = 'LEFT JOIN frames clock ON clock.run_no = d.run_no AND clock.frame_index = d.frame_index';
/** Wall clock of a camera's frame that was joined so. */
export const CAPTURED_MS = 'epoch_us(clock.captured_at) / 1000.0';

/** The columns of rows, without that of cameras where there are none among the runs. */
export function columnsFor(windows: readonly RunWindow[], columns: TimeColumns): TimeColumns {
  return windows.some(({ recordedMs }) => recordedMs === null) ? columns : { ...columns, capturedMs: null };
}

/** Windows parted into those in which all of their run lies, and the others. */
export function partedByWhole(windows: readonly RunWindow[]): [whole: RunWindow[], others: RunWindow[]] {
  return [windows.filter(({ isWhole }) => isWhole), windows.filter(({ isWhole }) => !isWhole)];
}

const OF_DETECTIONS = { runNo: 'd.run_no', pts: 'd.pts_seconds' };

/** Keeps detections `d` that were seen in a window. */
export function seenInWindows(windows: readonly RunWindow[]): { readonly join: string; readonly condition: string } {
  const isCamera = windows.some(({ recordedMs }) => recordedMs === null);
  const { join, condition } = inWindows(windows, { ...OF_DETECTIONS, capturedMs: isCamera ? CAPTURED_MS : null });
  return { join: isCamera ? `${CLOCK_JOIN} ${join}` : join, condition };
}

/** When detections `d` were seen, and what has to be joined to them to know it. */
export function detectionTimes(windows: readonly RunWindow[]): {
  readonly columns: TimeColumns;
  readonly join: string;
} {
  const isCamera = windows.some(({ recordedMs }) => recordedMs === null);
  const columns = { ...OF_DETECTIONS, capturedMs: isCamera ? CAPTURED_MS : null };
  return { columns, join: `${isCamera ? CLOCK_JOIN : ''} ${windowJoin(windows, columns)}` };
}

/** Joins to rows the window `w` of the wall clock in which they lie; rows in none are left out. */
export function windowJoin(windows: readonly RunWindow[], columns: TimeColumns): string {
  const rows = windows.map((w) => [w.runNo, w.recordedMs, w.fromMs, w.toMs, w.offsetMs]);
  const table = numberTable(['run_no', 'recorded_ms', 'from_ms', 'to_ms', 'offset_ms'], rows);
  const time = clockMs(columns);
  const isIn = windows.every(({ isWhole }) => isWhole) ? '' : `AND ${time} >= w.from_ms AND ${time} < w.to_ms`;
  return `JOIN (${table}) w ON w.run_no::INTEGER = ${columns.runNo} ${isIn}`;
}

/** Keeps rows that lie in a window, where it does not matter in which: by their run alone where all of each lies in one. */
export function inWindows(
  windows: readonly RunWindow[],
  columns: TimeColumns,
): { readonly join: string; readonly condition: string } {
  if (windows.some(({ isWhole }) => !isWhole)) return { join: windowJoin(windows, columns), condition: 'true' };
  const runNos = windows.map(({ runNo }) => runNo);
  return { join: '', condition: isAmong(columns.runNo, runNos) };
}

/** Wall clock of rows that a window `w` was joined to, in milliseconds since the epoch. */
export function clockMs({ pts, capturedMs }: TimeColumns): string {
  const recorded = `w.recorded_ms + ${pts} * 1000`;
  return capturedMs === null ? recorded : `(CASE WHEN w.recorded_ms IS NULL THEN ${capturedMs} ELSE ${recorded} END)`;
}
