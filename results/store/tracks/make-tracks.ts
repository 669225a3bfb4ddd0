import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { inSlices } from '../../analysis/tracking/steps.ts';
import { factsOf } from '../../analysis/tracking/track-facts.ts';
import { type ObjectTrack, trackingSteps } from '../../analysis/tracking/track-objects.ts';
import { TRACKING_SETTINGS } from '../../analysis/tracking/tracking-settings.ts';
import { ColumnAppender } from '../column-appender.ts';
import type { Database } from '../database.ts';
import { rowsOf } from '../rows.ts';
import { readRunFrames } from './run-frames.ts';
import type { TrackedRun } from './tracked-runs.ts';

/** For so long at once others on the thread (the queue's locks among them) wait. */
const SLICE_MS = 15;

/** Makes the tracks of a run and stores them, unless the run has changed meanwhile. */
export async function makeTracks(
  database: Pick<Database, 'stream' | 'write'>,
  run: Pick<TrackedRun, 'runNo' | 'generation' | 'completedAt'>,
): Promise<void> {
  const tracks = await inSlices(trackingSteps(await readRunFrames(database, run.runNo)), SLICE_MS);
  await database.write(async (connection) => {
    if (!(await isAsItWas(connection, run))) return;
    for (const table of ['track_boxes', 'tracks', 'track_sets']) {
      await connection.run(`DELETE FROM ${table} WHERE run_no = $runNo`, { runNo: run.runNo });
    }
    await appendTracks(connection, run.runNo, tracks);
    await connection.run(
      `INSERT INTO track_sets SELECT run_no, generation, completed_at, $version, $tracks, make_timestamp_ms($now::BIGINT)
       FROM runs WHERE run_no = $runNo`,
      { runNo: run.runNo, version: TRACKING_SETTINGS.version, tracks: tracks.length, now: Date.now() },
    );
  });
}

async function isAsItWas(
  connection: DuckDBConnection,
  { runNo, generation, completedAt }: Pick<TrackedRun, 'runNo' | 'generation' | 'completedAt'>,
): Promise<boolean> {
  const rows = await rowsOf(connection, {
    sql: `SELECT 1 FROM runs WHERE run_no = $runNo AND state = 'complete' AND generation = $generation::BIGINT
            AND epoch_us(completed_at) IS NOT DISTINCT FROM $completedAt::BIGINT`,
    values: { runNo, generation, completedAt },
  });
  return rows.length > 0;
}

async function appendTracks(
  connection: DuckDBConnection,
  runNo: number,
  tracks: readonly ObjectTrack[],
): Promise<void> {
  const rows = await ColumnAppender.create(connection, 'tracks');
  const boxes = await ColumnAppender.create(connection, 'track_boxes');
  try {
    for (const track of tracks) {
      const { trackId, classId, label } = track;
      const facts = factsOf(track);
      rows.add([
        ...[runNo, trackId, classId, label],
        ...[facts.firstFrameIndex, facts.lastFrameIndex, facts.firstSeconds, facts.lastSeconds],
        ...[facts.detections, facts.confidence, facts.pathPixels, facts.direction, facts.pixelsPerSecond],
      ]);
      for (const { frameIndex, ptsSeconds, confidence, box } of track.boxes) {
        boxes.add([runNo, trackId, frameIndex, ptsSeconds, confidence, ...box]);
      }
      await nextTurn();
    }
    rows.close();
    boxes.close();
  } catch (error) {
    rows.abandon();
    boxes.abandon();
    throw error;
  }
}
