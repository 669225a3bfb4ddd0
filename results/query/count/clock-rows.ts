import type { Group } from '../filter/fields.ts';
import { matching } from '../match/matching.ts';
import type { ResolvedFilter } from '../match/resolved-filter.ts';
import { clockMs, detectionTimes } from '../match/windows.ts';
import { isByClock } from './groups.ts';

/** Detections with their time of the stream (`at`) and, where groups go by it, of the clock (`local_ms`). */
export function clockRows(filter: ResolvedFilter, by: readonly Group[]): string {
  const { windows } = filter;
  if (!isByClock(by) || windows === null)
    return `SELECT d.*, d.pts_seconds AS at, NULL AS local_ms FROM (${matching(filter)}) d`;
  const { columns, join } = detectionTimes(windows);
  return `SELECT d.*, d.pts_seconds AS at, ${clockMs(columns)} + w.offset_ms AS local_ms
    FROM (${matching({ ...filter, windows: null })}) d ${join}`;
}
