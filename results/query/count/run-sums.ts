import type { Group } from '../filter/fields.ts';
import { GROUP_RULES } from './groups.ts';

/** Whether groups hold whole runs and go by what their runs are of, such as a video: texts, by which many rows are slow to group. */
export function isOfRuns(by: readonly Group[]): boolean {
  return (by.includes('video') || by.includes('model')) && !by.some((group) => GROUP_RULES[group].isTime);
}

/**
 * Sums of rows `t` by run, which then are few.
 *
 * @param rows - a `SELECT` of `run_no, detections, frames, most` and more
 * @param more - other columns by which groups are told
 */
export function summedByRun(rows: string, more: readonly string[]): string {
  const keys = ['t.run_no', ...more.map((name) => `t.${name}`)].join(', ');
  return `SELECT ${keys}, sum(t.detections)::BIGINT AS detections, sum(t.frames)::BIGINT AS frames, max(t.most) AS most
    FROM (${rows}) t GROUP BY ${keys}`;
}
