import { numberList, type SqlQuery } from '../sql.ts';

/** A run's material, and where its stream lies on the clock; `zeroMs` is `null` where nobody knows. */
export interface RunPlace {
  readonly runNo: number;
  readonly runId: string;
  readonly beginSeconds: number;
  readonly endSeconds: number;
  readonly zeroMs: number | null;
}

/** Runs of which something was looked at. A camera's stream lies where its first frame was taken. @param runNos - `null`: all */
export function runPlacesQuery(runNos: readonly number[] | null): SqlQuery {
  const begin = 'least(r.first_pts, 0)';
  return {
    sql: `
      SELECT r.run_no AS "runNo", r.run_id AS "runId", ${begin} AS "beginSeconds",
        greatest(r.last_pts, coalesce(${begin} + v.duration_seconds, r.last_pts)) AS "endSeconds",
        CASE WHEN v.content_hash IS NOT NULL THEN epoch_us(v.recorded_at) / 1000.0
          ELSE (SELECT min(s.captured_second) FROM seconds s WHERE s.run_no = r.run_no) * 1000.0 - r.first_pts * 1000 END AS "zeroMs"
      FROM runs r JOIN videos v USING (video_id)
      WHERE r.first_pts IS NOT NULL ${runNos ? `AND r.run_no IN ${numberList(runNos)}` : ''} ORDER BY r.run_no`,
    values: {},
  };
}
