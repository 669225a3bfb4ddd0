import type { Migration } from './migration.ts';

/**
 * Objects and where they were, by run; derived from detections, so that they can be forgotten and made again. `track_sets` says of
 * which runs there are any, and what they were made of.
 */
export const tracks: Migration = {
  version: 5,
  async apply(connection) {
    await connection.run(`
      CREATE TABLE track_sets (
        run_no INTEGER NOT NULL, generation BIGINT NOT NULL, completed_at TIMESTAMP, settings_version INTEGER NOT NULL,
        tracks INTEGER NOT NULL, made_at TIMESTAMP NOT NULL
      );
      CREATE TABLE tracks (
        run_no INTEGER NOT NULL, track_id INTEGER NOT NULL, class_id INTEGER NOT NULL, label VARCHAR NOT NULL,
        first_frame_index INTEGER NOT NULL, last_frame_index INTEGER NOT NULL,
        first_pts_seconds DOUBLE NOT NULL, last_pts_seconds DOUBLE NOT NULL,
        detections INTEGER NOT NULL, mean_confidence FLOAT NOT NULL,
        path_pixels FLOAT NOT NULL, direction VARCHAR NOT NULL, pixels_per_second FLOAT NOT NULL
      );
      CREATE TABLE track_boxes (
        run_no INTEGER NOT NULL, track_id INTEGER NOT NULL, frame_index INTEGER NOT NULL, pts_seconds DOUBLE NOT NULL,
        confidence FLOAT, x1 FLOAT NOT NULL, y1 FLOAT NOT NULL, x2 FLOAT NOT NULL, y2 FLOAT NOT NULL
      );`);
  },
};
