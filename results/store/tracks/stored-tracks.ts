import type { DuckDBConnection } from '@duckdb/node-api';
import type { TrackRow } from '../../../shared/tracks.ts';
import type { ObjectFilter } from '../../analysis/questions/track-filters.ts';
import type { TrackBox } from '../../analysis/tracking/track-objects.ts';
import { TRACKING_SETTINGS } from '../../analysis/tracking/tracking-settings.ts';
import { listOf, type SqlQuery } from '../../query/sql.ts';
import { rounded } from '../../query/text/digits.ts';
import { rowsOf } from '../rows.ts';
import type { TrackedRun } from './tracked-runs.ts';

type Narrowing = Pick<ObjectFilter, 'label' | 'from' | 'to'>;

/** The objects of a run that some filters keep, by id; without a scale. */
export async function storedTracks(
  connection: DuckDBConnection,
  { runNo, runId, videoId }: TrackedRun,
  filter: Narrowing,
): Promise<TrackRow[]> {
  const wanted = wantedTracks(runNo, filter);
  const rows = await rowsOf<Omit<TrackRow, 'runId' | 'videoId' | 'metersPerSecond' | 'version'>>(connection, {
    sql: `
      SELECT track_id AS "trackId", label, first_frame_index AS "firstFrameIndex", last_frame_index AS "lastFrameIndex",
        first_pts_seconds AS "firstSeconds", last_pts_seconds AS "lastSeconds",
        last_pts_seconds - first_pts_seconds AS seconds, detections, mean_confidence AS confidence,
        path_pixels AS "pathPixels", direction, pixels_per_second AS "pixelsPerSecond"
      FROM tracks t WHERE ${wanted.sql} ORDER BY track_id`,
    values: wanted.values,
  });
  return rows.map(({ trackId, label, ...facts }) => ({
    ...{ runId, videoId, trackId, label, ...facts },
    seconds: rounded(facts.seconds, 6),
    confidence: rounded(facts.confidence, 4),
    pathPixels: rounded(facts.pathPixels, 1),
    pixelsPerSecond: rounded(facts.pixelsPerSecond, 2),
    metersPerSecond: null,
    version: TRACKING_SETTINGS.version,
  }));
}

/** One object of a run and where it was. */
export interface StoredTrack {
  readonly trackId: number;
  readonly classId: number;
  readonly label: string;
  readonly boxes: readonly TrackBox[];
}

interface BoxRow extends Omit<TrackBox, 'box'> {
  readonly trackId: number;
  readonly classId: number;
  readonly label: string;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** The objects of a run that some filters keep, by id, each with all its boxes. */
export async function storedTrackBoxes(
  connection: DuckDBConnection,
  { runNo }: TrackedRun,
  filter: Narrowing,
): Promise<StoredTrack[]> {
  const wanted = wantedTracks(runNo, filter);
  const rows = await rowsOf<BoxRow>(connection, {
    sql: `
      SELECT track_id AS "trackId", t.class_id AS "classId", t.label, b.frame_index AS "frameIndex", b.pts_seconds AS "ptsSeconds", b.confidence,
        b.x1, b.y1, b.x2, b.y2
      FROM (SELECT * FROM tracks t WHERE ${wanted.sql}) t
      JOIN (SELECT * FROM track_boxes WHERE run_no = $runNo) b USING (track_id)
      ORDER BY track_id, b.frame_index`,
    values: wanted.values,
  });
  const tracks: (Omit<StoredTrack, 'boxes'> & { boxes: TrackBox[] })[] = [];
  for (const { trackId, classId, label, frameIndex, ptsSeconds, confidence, x1, y1, x2, y2 } of rows) {
    if (tracks.at(-1)?.trackId !== trackId) tracks.push({ trackId, classId, label, boxes: [] });
    tracks.at(-1)!.boxes.push({ frameIndex, ptsSeconds, confidence, box: [x1, y1, x2, y2] });
  }
  return tracks;
}

/** Tracks `t` that are there at any time between `from` and `to`. */
function wantedTracks(runNo: number, { label, from, to }: Narrowing): SqlQuery {
  const labels = label.length > 0 ? listOf('label', label) : null;
  const conditions = [
    't.run_no = $runNo',
    labels && `t.label IN ${labels.sql}`,
    from !== null && 't.last_pts_seconds >= $from',
    to !== null && 't.first_pts_seconds < $to',
  ].filter(Boolean);
  return {
    sql: conditions.join(' AND '),
    values: { runNo, ...labels?.values, ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) },
  };
}
