import { isAmong, type SqlQuery } from '../sql.ts';
import { chosenDetections, type RowChoice, WITHIN_FRAME } from './detections-query.ts';
import type { ResolvedFilter } from './resolved-filter.ts';
import { inWindows } from './windows.ts';

const CAPTURED_MS = 'epoch_us(f.captured_at) / 1000.0';
const RECORDED_MS = 'epoch_us(v.recorded_at) / 1000.0 + f.pts_seconds * 1000';

/**
 * Frames that were looked at, each with the detections that a filter keeps: a row for each of them, one without a detection for a
 * frame that has none. By run, frame and falling confidence.
 */
export function framesQuery(
  filter: ResolvedFilter,
  choice: Pick<RowChoice, 'notInRunNo' | 'iou' | 'spread'>,
): SqlQuery {
  return {
    sql: `
      SELECT r.run_id AS "runId", r.video_id AS "videoId", f.frame_index AS "frameIndex", f.pts_seconds AS "ptsSeconds",
        coalesce(f.width, v.width) AS width, coalesce(f.height, v.height) AS height,
        CASE WHEN v.content_hash IS NULL THEN ${CAPTURED_MS} ELSE ${RECORDED_MS} END AS "capturedAt",
        f.carried_from AS "carriedFrom", d.class_id AS "classId", l.label, d.confidence, d.x1, d.y1, d.x2, d.y2
      FROM (${lookedAt(filter)}) f
      JOIN runs r ON r.run_no = f.run_no JOIN videos v ON v.video_id = r.video_id
      LEFT JOIN (${chosenDetections(filter, choice)}) d ON d.run_no = f.run_no AND d.frame_index = f.frame_index
      LEFT JOIN labels l ON l.label_no = d.label_no
      ORDER BY f.run_no, f.frame_index, ${WITHIN_FRAME}`,
    values: {},
  };
}

/** Frames that the filters on runs and time keep, as a `SELECT` of the columns of `frames`. */
export function lookedAt({ runNos, from, to, windows }: ResolvedFilter): string {
  const isCamera = windows?.some(({ recordedMs }) => recordedMs === null);
  const columns = { runNo: 'f.run_no', pts: 'f.pts_seconds', capturedMs: isCamera ? CAPTURED_MS : null };
  const inTime = windows && inWindows(windows, columns);
  const conditions = [
    runNos && isAmong('f.run_no', runNos),
    inTime?.condition,
    from !== null && `f.pts_seconds >= ${from}::DOUBLE`,
    to !== null && `f.pts_seconds < ${to}::DOUBLE`,
  ].filter(Boolean);
  return `SELECT f.* FROM frames f ${inTime?.join ?? ''} WHERE ${conditions.join(' AND ') || 'true'}`;
}
