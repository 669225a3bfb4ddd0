import type { SqlQuery } from '../sql.ts';

/**
 * Frames in which something holds, by run and time: `run_no, frame_index, pts_seconds, found, best`.
 *
 * @param hits - a `SELECT` of such frames
 */
export function orderedHits(hits: string): SqlQuery {
  return {
    sql: `SELECT run_no, frame_index, pts_seconds, found::INTEGER AS found, best::FLOAT AS best FROM (${hits})
      ORDER BY run_no, pts_seconds, frame_index`,
    values: {},
  };
}
