import type { DuckDBConnection } from '@duckdb/node-api';
import type { RunVideo } from '../../shared/frame-rows.ts';
import { numberList } from '../query/sql.ts';
import { readableMoment } from '../query/text/moment.ts';
import { rowsOf } from './rows.ts';

interface VideoRow extends Omit<RunVideo, 'labels' | 'recordedAt' | 'places'> {
  readonly recordedAt: number | null;
  /** JSON. */
  readonly places: string;
  /** JSON; `null` where only a version before has used the model that kept no labels. */
  readonly labels: string | null;
}

/** The videos of runs (by number; `null`: all), oldest first, of more than `limit` the latest. */
export async function runVideos(
  connection: DuckDBConnection,
  runNos: readonly number[] | null,
  limit: number | null,
): Promise<RunVideo[]> {
  const where = runNos ? `WHERE run_no IN ${numberList(runNos)}` : '';
  const latest = limit === null ? '' : `ORDER BY run_no DESC LIMIT ${limit}`;
  const rows = await rowsOf<VideoRow>(connection, {
    sql: `
      SELECT r.run_id AS "runId", r.video_id AS "videoId", v.uri, to_json(coalesce(l.uris, [v.uri]))::VARCHAR AS places,
        coalesce((r.settings->>'stream')::INTEGER, 0) AS stream, (r.settings->>'program')::INTEGER AS program,
        v.width, v.height, v.fps_num AS "fpsNum", v.fps_den AS "fpsDen", v.frame_count AS "frameCount", epoch_ms(coalesce(p.started_at, v.recorded_at))::DOUBLE AS "recordedAt",
        CASE WHEN m.labels IS NOT NULL THEN to_json(m.labels)::VARCHAR END AS labels
      FROM (SELECT * FROM runs ${where} ${latest}) r
      JOIN videos v USING (video_id) LEFT JOIN captures p USING (run_id) LEFT JOIN models m USING (model_sha256)
      LEFT JOIN (SELECT video_id, list(uri ORDER BY last_seen_at DESC, uri) AS uris FROM places GROUP BY video_id) l USING (video_id)
      ORDER BY r.run_no`,
    values: {},
  });
  const videos: RunVideo[] = [];
  for (const { recordedAt, labels, places, ...row } of rows) {
    const known = labels === null ? await seenLabels(connection, row.runId) : (JSON.parse(labels) as string[]);
    videos.push({
      ...row,
      places: JSON.parse(places) as string[],
      recordedAt: readableMoment(recordedAt),
      labels: known,
    });
  }
  return videos;
}

/** Labels by class id as a run has seen them, up to the highest; those that it has not seen are called by their number. */
async function seenLabels(connection: DuckDBConnection, runId: string): Promise<string[]> {
  const rows = await rowsOf<{ classId: number; label: string }>(connection, {
    sql: `SELECT d.class_id AS "classId", any_value(l.label) AS label
          FROM detections d JOIN labels l USING (label_no)
          WHERE d.run_no = (SELECT run_no FROM runs WHERE run_id = $runId)
          GROUP BY d.class_id`,
    values: { runId },
  });
  const byClass = new Map(rows.map(({ classId, label }) => [classId, label]));
  const count = Math.max(0, ...byClass.keys()) + (byClass.size > 0 ? 1 : 0);
  return Array.from({ length: count }, (_, classId) => byClass.get(classId) ?? `class ${classId}`);
}
