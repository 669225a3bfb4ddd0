import { listOf, numberList, type SqlQuery } from './sql.ts';

/** Runs (by number; `null`: all) as `RunRecord`s but for what captures tell of them, oldest first, of more than `limit` the latest; `settings` is JSON text, times are milliseconds since the epoch. Counts are the totals of the ledger. */
export function runRecordsQuery(runNos: readonly number[] | null, limit: number | null): SqlQuery {
  const where = runNos === null ? '' : `WHERE run_no IN ${numberList(runNos)}`;
  const latest = limit === null ? '' : `ORDER BY created_at DESC, run_id DESC LIMIT ${limit}`;
  return {
    sql: `
      SELECT r.run_id AS "runId", r.video_id AS "videoId", v.uri, r.model_id AS "modelId", r.model_sha256 AS "modelSha256",
        r.settings::VARCHAR AS settings, epoch_ms(r.created_at)::DOUBLE AS "createdAt",
        epoch_ms(r.completed_at)::DOUBLE AS "completedAt", r.state, r.sampled_frames AS "sampledFrames",
        r.input_error AS "inputError", r.stored_frames::DOUBLE AS "storedFrames", r.failed_frames::DOUBLE AS "failedFrames",
        r.dropped_frames::DOUBLE AS "droppedFrames", r.carried_frames::DOUBLE AS "carriedFrames", r.detections::DOUBLE AS detections, r.inference_ms AS "inferenceMs",
        r.generation::DOUBLE AS generation, r.discarded_results::DOUBLE AS "discardedResults",
        epoch_ms(v.recorded_at)::DOUBLE AS "recordedAt"
      FROM (SELECT * FROM runs ${where} ${latest}) r JOIN videos v USING (video_id)
      ORDER BY r.created_at, r.run_id`,
    values: {},
  };
}

/** Captures of runs (by id; `null`: all) and the times in which their cameras gave nothing, oldest first; `reason` is null for a capture. */
export function capturesQuery(runIds: readonly string[] | null): SqlQuery {
  const ids = runIds === null ? null : listOf('run', runIds);
  const where = ids === null ? '' : `WHERE run_id IN ${ids.sql}`;
  return {
    sql: `
      SELECT run_id AS "runId", epoch_ms(started_at)::DOUBLE AS "fromAt", NULL::DOUBLE AS "toAt", NULL::DOUBLE AS "fromSeconds",
        NULL::DOUBLE AS "toSeconds", NULL::VARCHAR AS reason
      FROM captures ${where}
      UNION ALL
      SELECT run_id, epoch_ms(from_at)::DOUBLE, epoch_ms(to_at)::DOUBLE, from_seconds, to_seconds, reason
      FROM camera_gaps ${where} ORDER BY 2`,
    values: ids?.values ?? {},
  };
}
