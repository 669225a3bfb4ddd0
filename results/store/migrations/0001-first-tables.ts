import type { Migration } from './migration.ts';

/**
 * The tables that stores had before they told their version. None has a key or an index, now as then: the store has one
 * writer, the ledger decides what is new in the transaction that adds it, and DuckDB's indexes would slow every append and
 * fill memory.
 */
export const firstTables: Migration = {
  version: 1,
  async apply(connection) {
    await connection.run(`
      CREATE TABLE videos (
        video_id VARCHAR NOT NULL, uri VARCHAR NOT NULL, sha256 VARCHAR, codec VARCHAR NOT NULL,
        width INTEGER NOT NULL, height INTEGER NOT NULL, rotation DOUBLE NOT NULL,
        fps_num INTEGER NOT NULL, fps_den INTEGER NOT NULL, duration_seconds DOUBLE, frame_count INTEGER
      );
      CREATE TABLE runs (
        run_id VARCHAR NOT NULL, video_id VARCHAR NOT NULL, model_id VARCHAR NOT NULL, model_sha256 VARCHAR NOT NULL,
        settings JSON NOT NULL, created_at TIMESTAMP NOT NULL, completed_at TIMESTAMP, state VARCHAR NOT NULL,
        sampled_frames INTEGER, input_error VARCHAR
      );
      CREATE TABLE chunks (
        run_id VARCHAR NOT NULL, chunk_index INTEGER NOT NULL, first_frame_index INTEGER NOT NULL,
        frame_count INTEGER NOT NULL, state VARCHAR NOT NULL, error VARCHAR, worker_id VARCHAR, inference_ms DOUBLE,
        attempts INTEGER, stored_at TIMESTAMP NOT NULL
      );
      CREATE TABLE frames (
        run_id VARCHAR NOT NULL, frame_index INTEGER NOT NULL, pts_seconds DOUBLE NOT NULL, captured_at TIMESTAMP,
        detection_count INTEGER NOT NULL
      );
      CREATE TABLE detections (
        run_id VARCHAR NOT NULL, frame_index INTEGER NOT NULL, pts_seconds DOUBLE NOT NULL, class_id INTEGER NOT NULL,
        label VARCHAR NOT NULL, confidence FLOAT NOT NULL,
        x1 FLOAT NOT NULL, y1 FLOAT NOT NULL, x2 FLOAT NOT NULL, y2 FLOAT NOT NULL
      );`);
  },
};
