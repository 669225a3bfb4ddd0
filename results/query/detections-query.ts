import { detectionsIn, limitOf, type ResolvedFilter } from './detections-in.ts';
import type { SqlQuery } from './sql.ts';

/** Detections by run (oldest first), frame and falling confidence; the order is total, so that the same question gives the same answer. */
export function detectionsQuery(filter: ResolvedFilter): SqlQuery {
  const found = detectionsIn(filter);
  const limit = limitOf(filter);
  return {
    sql: `
      SELECT d.run_id AS "runId", r.video_id AS "videoId", d.frame_index AS "frameIndex", d.pts_seconds AS "ptsSeconds",
        d.class_id AS "classId", d.label, d.confidence, d.x1, d.y1, d.x2, d.y2
      ${found.sql}
      ORDER BY r.created_at, d.run_id, d.frame_index, d.confidence DESC, d.class_id, d.x1, d.y1, d.x2, d.y2 ${limit.sql}`,
    values: { ...found.values, ...limit.values },
  };
}
