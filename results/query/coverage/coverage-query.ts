import type { TimeRange } from '../../../shared/time-ranges.ts';
import { quotedText } from '../quoted-text.ts';
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

/** Rows of the ledger, in order; states by their place in a list, counted from 1. */
export function ledgerRowsQuery(runNos: readonly number[], states: readonly string[]): SqlQuery {
  const list = states.map(quotedText).join(', ');
  return {
    sql: `
      SELECT run_no, list_position([${list}], state)::INTEGER AS state, chunk_index, first_pts, last_pts, frame_count
      FROM chunks WHERE run_no IN ${numberList(runNos)} ORDER BY run_no, chunk_index, first_frame_index`,
    values: {},
  };
}
