import { numberTable } from '../sql.ts';
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

/** When detections `d` were seen, and what has to be joined to them to know it. */
export function detectionTimes(windows: readonly RunWindow[]): {
  readonly columns: TimeColumns;
  readonly join: string;
} {
  const isCamera = windows.some(({ recordedMs }) => recordedMs === null);
  const columns = { runNo: 'd.run_no', pts: 'd.pts_seconds', capturedMs: isCamera ? CAPTURED_MS : null };
  return { columns, join: `${isCamera ? CLOCK_JOIN : ''} ${windowJoin(windows, columns)}` };
}

/** Joins to rows the window `w` of the wall clock in which they lie; rows in none are left out. */
export function windowJoin(windows: readonly RunWindow[], columns: TimeColumns): string {
  const rows = windows.map((w) => [w.runNo, w.recordedMs, w.fromMs, w.toMs, w.offsetMs]);
  const table = numberTable(['run_no', 'recorded_ms', 'from_ms', 'to_ms', 'offset_ms'], rows);
  const time = clockMs(columns);
  return `JOIN (${table}) w
    ON w.run_no::INTEGER = ${columns.runNo} AND ${time} >= w.from_ms AND ${time} < w.to_ms`;
}

/** Wall clock of rows that a window `w` was joined to, in milliseconds since the epoch. */
export function clockMs({ pts, capturedMs }: TimeColumns): string {
  const recorded = `w.recorded_ms + ${pts} * 1000`;
  return capturedMs === null ? recorded : `(CASE WHEN w.recorded_ms IS NULL THEN ${capturedMs} ELSE ${recorded} END)`;
}
