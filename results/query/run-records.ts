import { numberList, type SqlQuery } from './sql.ts';

/** Runs (by number; `null`: all) as `RunRecord`s, oldest first, of more than `limit` the latest; `settings` and `gaps` are JSON text, times are milliseconds since the epoch. Counts are the totals of the ledger. */
export function runRecordsQuery(runNos: readonly number[] | null, limit: number | null): SqlQuery {
  const where = runNos === null ? '' : `WHERE run_no IN ${numberList(runNos)}`;
  const latest = limit === null ? '' : 'ORDER BY created_at DESC, run_id DESC LIMIT $limit';
  return {
    sql: `
      SELECT r.run_id AS "runId", r.video_id AS "videoId", v.uri, r.model_id AS "modelId", r.model_sha256 AS "modelSha256",
        r.settings::VARCHAR AS settings, epoch_ms(r.created_at)::DOUBLE AS "createdAt",
        epoch_ms(r.completed_at)::DOUBLE AS "completedAt", r.state, r.sampled_frames AS "sampledFrames",
        r.input_error AS "inputError", r.stored_frames::DOUBLE AS "storedFrames", r.failed_frames::DOUBLE AS "failedFrames",
        r.dropped_frames::DOUBLE AS "droppedFrames", r.detections::DOUBLE AS detections, r.inference_ms AS "inferenceMs",
        r.generation::DOUBLE AS generation, r.discarded_results::DOUBLE AS "discardedResults",
        epoch_ms(coalesce(p.started_at, v.recorded_at))::DOUBLE AS "recordedAt", g.gaps
      FROM (SELECT * FROM runs ${where} ${latest}) r JOIN videos v USING (video_id)
      LEFT JOIN captures p USING (run_id)
      LEFT JOIN (
        SELECT run_id, to_json(list({
            fromAt: epoch_ms(from_at), toAt: epoch_ms(to_at), fromSeconds: from_seconds, toSeconds: to_seconds, reason: reason
          } ORDER BY from_at))::VARCHAR AS gaps
        FROM camera_gaps GROUP BY run_id
      ) g USING (run_id)
      ORDER BY r.created_at, r.run_id`,
    values: limit === null ? {} : { limit },
  };
}
