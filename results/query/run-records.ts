import { listOf, type SqlQuery } from './sql.ts';

/** Which runs; `null` where it does not matter. */
export interface RunSelection {
  readonly runIds: readonly string[] | null;
  readonly videoIds: readonly string[] | null;
}

/** Runs as `RunRecord`s, oldest first, of more than `limit` the latest; `settings` and `gaps` are JSON text, times are milliseconds since the epoch. Counts come from the ledger. */
export function runRecordsQuery({ runIds, videoIds }: RunSelection, limit: number | null): SqlQuery {
  const runs = runIds && listOf('run', runIds);
  const videos = videoIds && listOf('video', videoIds);
  const conditions = [runs && `run_id IN ${runs.sql}`, videos && `video_id IN ${videos.sql}`].filter(Boolean);
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  // the ids stand in each part: DuckDB then skips the row groups of other runs
  const ofRuns = runs ? `WHERE run_id IN ${runs.sql}` : '';
  const latest = limit === null ? '' : 'ORDER BY created_at DESC, run_id DESC LIMIT $limit';
  return {
    sql: `
      SELECT r.run_id AS "runId", r.video_id AS "videoId", v.uri, r.model_id AS "modelId", r.model_sha256 AS "modelSha256",
        r.settings::VARCHAR AS settings, epoch_ms(r.created_at)::DOUBLE AS "createdAt",
        epoch_ms(r.completed_at)::DOUBLE AS "completedAt", r.state, r.sampled_frames AS "sampledFrames",
        r.input_error AS "inputError", coalesce(c.stored, 0)::DOUBLE AS "storedFrames",
        coalesce(c.failed, 0)::DOUBLE AS "failedFrames", coalesce(c.dropped, 0)::DOUBLE AS "droppedFrames",
        coalesce(f.detections, 0)::DOUBLE AS detections, coalesce(c.inference_ms, 0)::DOUBLE AS "inferenceMs",
        r.generation::DOUBLE AS generation, r.discarded_results::DOUBLE AS "discardedResults",
        epoch_ms(coalesce(p.started_at, v.recorded_at))::DOUBLE AS "recordedAt", g.gaps
      FROM (SELECT * FROM runs ${where} ${latest}) r
      JOIN videos v USING (video_id)
      LEFT JOIN captures p USING (run_id)
      LEFT JOIN (
        SELECT run_id, to_json(list({
            fromAt: epoch_ms(from_at), toAt: epoch_ms(to_at), fromSeconds: from_seconds, toSeconds: to_seconds, reason: reason
          } ORDER BY from_at))::VARCHAR AS gaps
        FROM camera_gaps ${ofRuns} GROUP BY run_id
      ) g USING (run_id)
      LEFT JOIN (
        SELECT run_id, sum(frame_count) FILTER (state = 'stored') AS stored,
          sum(frame_count) FILTER (state = 'failed') AS failed, sum(frame_count) FILTER (state = 'dropped') AS dropped,
          sum(inference_ms) FILTER (state = 'stored') AS inference_ms
        FROM chunks ${ofRuns} GROUP BY run_id
      ) c USING (run_id)
      LEFT JOIN (SELECT run_id, sum(detection_count) AS detections FROM frames ${ofRuns} GROUP BY run_id) f USING (run_id)
      ORDER BY r.created_at, r.run_id`,
    values: { ...runs?.values, ...videos?.values, ...(limit === null ? {} : { limit }) },
  };
}
