import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { inSlices } from '../../analysis/tracking/steps.ts';
import { factsOf } from '../../analysis/tracking/track-facts.ts';
import { type ObjectTrack, trackingSteps } from '../../analysis/tracking/track-objects.ts';
import { TRACKING_SETTINGS } from '../../analysis/tracking/tracking-settings.ts';
import { ColumnAppender } from '../column-appender.ts';
import type { Database } from '../database.ts';
import { rowsOf } from '../rows.ts';
import { framesInParts } from './run-frames.ts';
import type { TrackedRun } from './tracked-runs.ts';

/** For so long at once others on the thread (the queue's locks among them) wait. */
const SLICE_MS = 15;

type RunToTrack = Pick<TrackedRun, 'runNo' | 'generation' | 'completedAt'>;

/**
 * Makes the tracks of a run and stores them, part by part; they are there once the last is stored. Of a run that changes meanwhile
 * there are none.
 */
export async function makeTracks(database: Pick<Database, 'read' | 'write'>, run: RunToTrack): Promise<void> {
  let count = 0;
  await changeTracks(database, run, async (connection) => {
    for (const table of ['track_boxes', 'tracks', 'track_sets']) {
      await connection.run(`DELETE FROM ${table} WHERE run_no = $runNo`, { runNo: run.runNo });
    }
  });
  for await (const frames of framesInParts(database, run.runNo)) {
    const tracks = await inSlices(trackingSteps(frames), SLICE_MS);
    const numbered = tracks.map((track) => ({ ...track, trackId: track.trackId + count }));
    if (!(await changeTracks(database, run, (connection) => appendTracks(connection, run.runNo, numbered)))) return;
    count += tracks.length;
  }
  await changeTracks(database, run, async (connection) => {
    await connection.run(
      `INSERT INTO track_sets SELECT run_no, generation, completed_at, $version, $tracks, make_timestamp_ms($now::BIGINT)
       FROM runs WHERE run_no = $runNo`,
      { runNo: run.runNo, version: TRACKING_SETTINGS.version, tracks: count, now: Date.now() },
    );
  });
}

/** @returns whether the run was still what it was; else nothing is changed */
function changeTracks(
  database: Pick<Database, 'write'>,
  run: RunToTrack,
  change: (connection: DuckDBConnection) => Promise<void>,
): Promise<boolean> {
  return database.write(async (connection) => {
    const isSame = await isAsItWas(connection, run);
    if (isSame) await change(connection);
    return isSame;
  });
}

async function isAsItWas(
  connection: DuckDBConnection,
  { runNo, generation, completedAt }: RunToTrack,
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
