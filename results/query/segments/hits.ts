import { lookedRows } from '../count/sums.ts';
import { holdsOfNothing } from '../filter/condition.ts';
import { labelNosIn } from '../match/condition-sql.ts';
import { lookedAt } from '../match/frames-query.ts';
import { framesWith, matching } from '../match/matching.ts';
import type { ResolvedCondition, ResolvedFilter } from '../match/resolved-filter.ts';

/**
 * The frames in which a condition holds: `run_no, frame_index, pts_seconds, found` (how many of what is asked for), `best` (the
 * highest confidence among them, null where there is none). Without a condition, the frames that hold what the filter keeps.
 */
export function hits(filter: ResolvedFilter, condition: ResolvedCondition | null): string {
  const ofFrames = `SELECT run_no, frame_index, any_value(pts_seconds) AS pts_seconds, count(*) AS found, max(confidence) AS best`;
  if (condition === null) return `${ofFrames} FROM (${matching(filter)}) GROUP BY run_no, frame_index`;
  const labelNos = filter.labelNos ?? labelNosIn(condition);
  const rows = `${ofFrames} FROM (${matching({ ...filter, labelNos })}) GROUP BY run_no, frame_index`;
  const frames = holdsOfNothing(condition)
    ? `SELECT l.run_no, l.frame_index, l.at AS pts_seconds FROM (${lookedRows(filter, ['frame'])}) l
       ANTI JOIN (${framesWith(condition, filter, true)}) n ON n.run_no = l.run_no AND n.frame_index = l.frame_index`
    : framesWith(condition, filter);
  return `SELECT f.run_no, f.frame_index, f.pts_seconds, coalesce(h.found, 0) AS found, h.best
    FROM (${frames}) f LEFT JOIN (${rows}) h ON h.run_no = f.run_no AND h.frame_index = f.frame_index`;
}

/** The same for all that a filter asks for: its condition on a frame is the condition, unless it is about detections that are near. */
export function hitsOf(filter: ResolvedFilter): string {
  const isNear = [filter.with, filter.without, filter.followedBy].some((one) => one !== null);
  return isNear ? hits(filter, null) : hits({ ...filter, where: null }, filter.where);
}

/** Frames that are asked about, `found` 0 where the filter leaves no detection; where it asks for nothing but a condition, where that does not hold. */
export function lookedHits(filter: ResolvedFilter): string {
  const isOfLabels = filter.labelNos !== null || filter.notLabelNos.length > 0;
  const found = isOfLabels ? hits(filter, null) : hitsOf(filter);
  return `SELECT f.run_no, f.frame_index, f.pts_seconds, (h.run_no IS NOT NULL)::INTEGER AS found, h.best
    FROM (${lookedAt(filter)}) f LEFT JOIN (${found}) h ON h.run_no = f.run_no AND h.frame_index = f.frame_index`;
}
