import type { DuckDBConnection } from '@duckdb/node-api';
import { Database } from '../../../results/store/database.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { recountRun } from '../../../results/store/run-totals.ts';
import { sumRunAnew } from '../../../results/store/sum-run-anew.ts';

export const VIDEOS = 1000;
const RUNS_PER_STEP = 50;
const FPS = 5;
/** With how often each is seen, in a hundred objects. */
const LABELS = { person: 46, car: 24, bicycle: 8, dog: 6, truck: 5, bus: 4, cat: 3, bird: 2, backpack: 1, umbrella: 1 };

/** Seconds of each video: an hour at 100 million detections. */
function secondsOf(millions: number): number {
  return Math.max(60, Math.round(36 * millions));
}

/**
 * Fills the tables of a store with runs over 1,000 videos that began an hour apart: objects that walk through the picture and some
 * that stay, busy videos and empty ones, every tenth with frames that failed. The same rows each time.
 */
export async function fillStore(path: string, millions: number): Promise<void> {
  await (await DuckDbStore.open(path)).close();
  const database = await Database.open({ path, readOnly: false, memoryMb: 1024, spillMb: 100_000 });
  const seconds = secondsOf(millions);
  await database.write((connection) => insertRuns(connection, seconds));
  for (let first = 1; first <= VIDEOS; first += RUNS_PER_STEP) {
    const last = first + RUNS_PER_STEP - 1;
    await database.write(async (connection) => {
      await insertRows(connection, { first, last, seconds, objects: millions * 10_000 });
      for (let runNo = first; runNo <= last; runNo++) {
        await sumRunAnew(connection, runNo);
        await recountRun(connection, runNo);
      }
    });
  }
  await database.write((connection) => connection.run("UPDATE runs SET state = 'complete', completed_at = created_at"));
  await database.close();
}

async function insertRuns(connection: DuckDBConnection, seconds: number): Promise<void> {
  const labels = Object.keys(LABELS);
  await connection.run(`
    INSERT INTO labels VALUES ${labels.map((label, index) => `(${index + 1}, '${label}')`).join(', ')};
    INSERT INTO models VALUES (repeat('a', 64), 'bench', [${labels.map((label) => `'${label}'`).join(', ')}], 416, 416, 'fp32');
    INSERT INTO videos (video_id, uri, content_hash, codec, width, height, rotation, fps_num, fps_den, duration_seconds, frame_count,
        recorded_at, recorded_at_source)
      SELECT 'v' || i, '/videos/camera-' || (i % 20) || '/' || i || '.mp4', md5(i::VARCHAR), 'h264', 1920, 1080, 0, ${FPS}, 1, ${seconds},
        ${seconds * FPS}, TIMESTAMP '2026-03-01' + INTERVAL 1 HOUR * i, 'name' FROM range(1, ${VIDEOS + 1}) t(i);
    INSERT INTO places SELECT video_id, uri, recorded_at FROM videos;
    INSERT INTO runs (run_no, run_id, generation, discarded_results, video_id, model_id, model_sha256, settings, created_at, state,
        sampled_frames)
      SELECT i, 'r' || i, 1, 0, 'v' || i, 'bench', repeat('a', 64), '{"chunkFrames":8}', TIMESTAMP '2026-04-20' + INTERVAL 1 MINUTE * i,
        'open', ${seconds * FPS} FROM range(1, ${VIDEOS + 1}) t(i);`);
}

interface Step {
  readonly first: number;
  readonly last: number;
  readonly seconds: number;
  /** In all videos. */
  readonly objects: number;
}

/** A number in 0..1 that hangs on an object and a letter. */
function chance(letter: string, of = 'o'): string {
  return `((hash(${of}, '${letter}') % 1000003) / 1000003.0)`;
}

async function insertRows(connection: DuckDBConnection, { first, last, seconds, objects }: Step): Promise<void> {
  let seen = 0;
  const bounds = Object.values(LABELS).map((share, index) => {
    seen += share;
    return `WHEN label < ${seen / 100} THEN ${index + 1}`;
  });
  const frames = seconds * FPS;
  await connection.run(`
    CREATE TEMP TABLE step_detections AS
      WITH objects AS (
        SELECT o, run_no, ${chance('label')} AS label, ${chance('start')} * ${seconds} AS start,
          2 + 36 * ${chance('length')} AS length, ${chance('stays')} < 0.2 AS stays, ${chance('x')} * 1800 AS x, ${chance('y')} * 900 AS y,
          (${chance('vx')} - 0.5) * 60 AS vx, (${chance('vy')} - 0.5) * 20 AS vy, 20 + 180 * ${chance('size')} AS size
        FROM (
          SELECT o, 1 + 20 * (o % ${VIDEOS / 20}) + floor(20 * ${chance('busy')} * ${chance('busy too')})::INTEGER AS run_no
          FROM range(${objects}) t(o)
        ) WHERE run_no BETWEEN ${first} AND ${last}
      ), sightings AS (
        SELECT *, unnest(range(floor(start * ${FPS})::BIGINT, least(${frames}, floor((start + length) * ${FPS})::BIGINT))) AS frame_index
        FROM objects
      )
      SELECT run_no, frame_index::INTEGER AS frame_index, frame_index / ${FPS}.0 AS pts_seconds, class_id, label_no, confidence,
        left_x AS x1, top_y AS y1, left_x + size / 2 AS x2, top_y + size AS y2
      FROM (
        SELECT run_no, frame_index, size, CASE ${bounds.join(' ')} END AS label_no, label_no - 1 AS class_id,
          0.25 + 0.74 * ${chance('sure', '(o, frame_index)')} AS confidence,
          x + CASE WHEN stays THEN 0 ELSE vx * (frame_index / ${FPS}.0 - start) END + ${chance('jx', '(o, frame_index)')} AS left_x,
          y + CASE WHEN stays THEN 0 ELSE vy * (frame_index / ${FPS}.0 - start) END + ${chance('jy', '(o, frame_index)')} AS top_y
        FROM sightings
      )
      WHERE NOT (run_no % 10 = 0 AND (frame_index // 8) % 97 = 13);
    INSERT INTO detections SELECT * FROM step_detections ORDER BY run_no, frame_index, confidence DESC;
    INSERT INTO frames
      SELECT r, f, f / ${FPS}.0, NULL, coalesce(found, 0), NULL, NULL, NULL
      FROM range(${first}, ${last + 1}) runs(r) CROSS JOIN range(${frames}) frames(f)
      LEFT JOIN (SELECT run_no, frame_index, count(*) AS found FROM step_detections GROUP BY ALL) d ON d.run_no = r AND d.frame_index = f
      WHERE NOT (r % 10 = 0 AND (f // 8) % 97 = 13) ORDER BY r, f;
    INSERT INTO chunks
      SELECT r, f // 8, f, least(8, ${frames} - f), CASE WHEN failed THEN 'failed' ELSE 'stored' END, CASE WHEN failed THEN 'out of memory' END,
        'bench', 80, 1, now()::TIMESTAMP, CASE WHEN NOT failed THEN f / ${FPS}.0 END, CASE WHEN NOT failed THEN (least(f + 8, ${frames}) - 1) / ${FPS}.0 END
      FROM (SELECT r, f, r % 10 = 0 AND (f // 8) % 97 = 13 AS failed
        FROM range(${first}, ${last + 1}) runs(r) CROSS JOIN range(0, ${frames}, 8) chunks(f)) ORDER BY r, f;
    DROP TABLE step_detections;`);
}
