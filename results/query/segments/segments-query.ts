import { numberTable, type SqlQuery } from '../sql.ts';
import type { Interval } from './intervals.ts';

const FACTS = `min(pts_seconds) AS "from", max(pts_seconds) AS "to", count(*)::DOUBLE AS frames, sum(found)::DOUBLE AS detections,
  max(found)::DOUBLE AS peak, first(frame_index ORDER BY found DESC, pts_seconds, frame_index) AS "peakFrame",
  first(frame_index ORDER BY best DESC NULLS LAST, pts_seconds, frame_index) AS "bestFrame",
  first(pts_seconds ORDER BY best DESC NULLS LAST, pts_seconds, frame_index) AS "bestSeconds", max(best)::DOUBLE AS "bestConfidence"`;

/**
 * Stretches of frames in which something holds, one for each run and stretch, in order: frames that follow one another within
 * `gap` seconds belong together.
 *
 * @param hits - a `SELECT` of such frames
 */
export function segmentsQuery(
  hits: string,
  { gap, minLength }: { readonly gap: number; readonly minLength: number },
): SqlQuery {
  return {
    sql: `
      SELECT run_no AS "runNo", ${FACTS}
      FROM (
        SELECT *, sum(is_new) OVER (PARTITION BY run_no ORDER BY pts_seconds, frame_index ROWS UNBOUNDED PRECEDING) AS stretch
        FROM (
          SELECT *, CASE WHEN pts_seconds - lag(pts_seconds) OVER (PARTITION BY run_no ORDER BY pts_seconds, frame_index) <= ${gap}::DOUBLE
            THEN 0 ELSE 1 END AS is_new
          FROM (${hits})
        )
      )
      GROUP BY run_no, stretch HAVING max(pts_seconds) - min(pts_seconds) >= ${minLength}::DOUBLE
      ORDER BY run_no, "from", "to"`,
    values: {},
  };
}

/** The same facts of stretches whose ends are known; `from` and `to` stay as they are given. */
export function factsQuery(hits: string, intervals: readonly (Interval & { readonly runNo: number })[]): SqlQuery {
  const table = numberTable(
    ['run_no', 'from_s', 'to_s'],
    intervals.map(({ runNo, from, to }) => [runNo, from, to]),
  );
  return {
    sql: `
      SELECT i.run_no::INTEGER AS "runNo", i.from_s AS "from", i.to_s AS "to", f.* EXCLUDE (run_no, from_s, to_s, "from", "to")
      FROM (${table}) i
      LEFT JOIN (
        SELECT i.run_no, i.from_s, i.to_s, ${FACTS}
        FROM (${table}) i
        JOIN (${hits}) h ON h.run_no = i.run_no AND h.pts_seconds >= i.from_s AND h.pts_seconds <= i.to_s
        GROUP BY i.run_no, i.from_s, i.to_s
      ) f ON f.run_no = i.run_no AND f.from_s = i.from_s AND f.to_s = i.to_s
      ORDER BY 1, 2, 3`,
    values: {},
  };
}
