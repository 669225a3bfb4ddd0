import type { TimeRange } from '../../../shared/time-ranges.ts';
import { numberList, type SqlQuery } from '../sql.ts';
import { gapsOf } from './coverage-of.ts';

/** Runs as coverage is made of them. Whole ones have no gaps, which spares the ledger. */
export function coveredRunsQuery(runNos: readonly number[] | null): SqlQuery {
  return {
    sql: `
      SELECT r.run_no AS "runNo", r.run_id AS "runId", r.video_id AS "videoId", r.first_pts AS "firstPts", r.last_pts AS "lastPts",
        r.stored_frames::DOUBLE AS "storedFrames", (r.settings->>'start')::DOUBLE AS start, (r.settings->>'end')::DOUBLE AS "end",
        (r.settings->'ranges')::VARCHAR AS ranges,
        r.state = 'complete' AS "isComplete",
        r.state = 'complete' AND r.stored_frames = r.accounted_frames AND r.first_pts IS NOT NULL AS "isWhole",
        (r.settings->>'chunkFrames')::DOUBLE AS "chunkFrames"
      FROM runs r ${runNos ? `WHERE r.run_no IN ${numberList(runNos)}` : ''} ORDER BY r.run_no`,
    values: {},
  };
}

/** Frames of a run by its ranges, in order. */
export function lookedRangesQuery(runNo: number, ranges: readonly TimeRange[]): SqlQuery {
  const place = gapsOf(ranges).map(({ middle }) => `(pts_seconds >= ${middle})::INTEGER`);
  return {
    sql: `
      SELECT run_no AS "runNo", min(pts_seconds) AS "firstPts", max(pts_seconds) AS "lastPts", count(*)::DOUBLE AS frames
      FROM frames WHERE run_no = ${Math.trunc(runNo)}
      GROUP BY run_no, ${place.join(' + ')} ORDER BY "firstPts"`,
    values: {},
  };
}

/** Consecutive rows of one state of the ledger, in order; a chunk of which a frame failed has several. */
export function ledgerIslandsQuery(runNos: readonly number[]): SqlQuery {
  return {
    sql: `
      SELECT run_no AS "runNo", state, min(chunk_index) AS "firstChunk", max(chunk_index) AS "lastChunk",
        min(first_pts) AS "firstPts", max(last_pts) AS "lastPts", sum(frame_count)::DOUBLE AS frames
      FROM (
        SELECT *, sum(is_new) OVER (in_order ROWS UNBOUNDED PRECEDING) AS island
        FROM (
          SELECT *, CASE WHEN state = lag(state) OVER in_order AND chunk_index - lag(chunk_index) OVER in_order <= 1
            THEN 0 ELSE 1 END AS is_new
          FROM chunks WHERE run_no IN ${numberList(runNos)}
          WINDOW in_order AS (PARTITION BY run_no ORDER BY chunk_index, first_frame_index)
        )
        WINDOW in_order AS (PARTITION BY run_no ORDER BY chunk_index, first_frame_index)
      )
      GROUP BY run_no, state, island ORDER BY run_no, island`,
    values: {},
  };
}
