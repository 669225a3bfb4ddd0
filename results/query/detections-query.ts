import type { SqlQuery } from './sql.ts';
import { DETECTIONS, limitOf, type ResolvedFilter, whereOf } from './where.ts';

/** Detections by run (oldest first), frame and falling confidence; the order is total, so that the same question gives the same answer. */
export function detectionsQuery(filter: ResolvedFilter): SqlQuery {
  const where = whereOf(filter);
  const limit = limitOf(filter);
  return {
    sql: `
      SELECT d.run_id AS "runId", r.video_id AS "videoId", d.frame_index AS "frameIndex", d.pts_seconds AS "ptsSeconds",
        d.class_id AS "classId", d.label, d.confidence, d.x1, d.y1, d.x2, d.y2
      FROM ${DETECTIONS} ${where.sql}
      ORDER BY r.created_at, d.run_id, d.frame_index, d.confidence DESC, d.class_id, d.x1, d.y1, d.x2, d.y2 ${limit.sql}`,
    values: { ...where.values, ...limit.values },
  };
}
