import type { Migration } from './migration.ts';

/**
 * Rows name their run and label by number, lie in the order of runs and frames, and are summed up by second and label; a run
 * keeps count of what its ledger accounts for. Sums answer what rows would answer in a hundredth of the time.
 */
export const numberedRows: Migration = {
  version: 4,
  async apply(connection) {
    for (const statement of [NUMBERS, CHUNKS, FRAMES, DETECTIONS, SUMS, TOTALS]) await connection.run(statement);
  },
};

const NUMBERS = `
  ALTER TABLE runs ADD COLUMN run_no INTEGER;
  ALTER TABLE runs ADD COLUMN accounted_frames BIGINT DEFAULT 0;
  ALTER TABLE runs ADD COLUMN stored_frames BIGINT DEFAULT 0;
  ALTER TABLE runs ADD COLUMN failed_frames BIGINT DEFAULT 0;
  ALTER TABLE runs ADD COLUMN dropped_frames BIGINT DEFAULT 0;
  ALTER TABLE runs ADD COLUMN detections BIGINT DEFAULT 0;
  ALTER TABLE runs ADD COLUMN inference_ms DOUBLE DEFAULT 0;
  ALTER TABLE runs ADD COLUMN first_pts DOUBLE;
  ALTER TABLE runs ADD COLUMN last_pts DOUBLE;
  UPDATE runs SET run_no = n.run_no
    FROM (SELECT run_id, row_number() OVER (ORDER BY created_at, run_id) AS run_no FROM runs) n
    WHERE runs.run_id = n.run_id;
  CREATE TABLE labels (label_no INTEGER NOT NULL, label VARCHAR NOT NULL);
  INSERT INTO labels SELECT row_number() OVER (ORDER BY label), label FROM (SELECT DISTINCT label FROM detections);`;

const CHUNKS = `
  ALTER TABLE chunks RENAME TO old_chunks;
  CREATE TABLE chunks (
    run_no INTEGER NOT NULL, chunk_index INTEGER NOT NULL, first_frame_index INTEGER NOT NULL,
    frame_count INTEGER NOT NULL, state VARCHAR NOT NULL, error VARCHAR, worker_id VARCHAR, inference_ms DOUBLE,
    attempts INTEGER, stored_at TIMESTAMP NOT NULL, first_pts DOUBLE, last_pts DOUBLE
  );
  INSERT INTO chunks
    WITH starts AS (
      SELECT run_id, chunk_index, first_frame_index,
        lead(first_frame_index) OVER (PARTITION BY run_id ORDER BY first_frame_index) AS next_frame_index
      FROM old_chunks
    ), times AS (
      SELECT s.run_id, s.chunk_index, min(f.pts_seconds) AS first_pts, max(f.pts_seconds) AS last_pts
      FROM frames f ASOF JOIN starts s ON f.run_id = s.run_id AND f.frame_index >= s.first_frame_index
      GROUP BY ALL
    )
    SELECT r.run_no, c.chunk_index, c.first_frame_index, c.frame_count, c.state, c.error, c.worker_id, c.inference_ms,
      c.attempts, c.stored_at, t.first_pts, t.last_pts
    FROM old_chunks c JOIN runs r USING (run_id) LEFT JOIN times t USING (run_id, chunk_index)
    ORDER BY r.run_no, c.chunk_index;
  DROP TABLE old_chunks;`;

const FRAMES = `
  ALTER TABLE frames RENAME TO old_frames;
  CREATE TABLE frames (
    run_no INTEGER NOT NULL, frame_index INTEGER NOT NULL, pts_seconds DOUBLE NOT NULL, captured_at TIMESTAMP,
    detection_count INTEGER NOT NULL, width INTEGER, height INTEGER
  );
  INSERT INTO frames
    SELECT r.run_no, f.frame_index, f.pts_seconds, f.captured_at, f.detection_count, f.width, f.height
    FROM old_frames f JOIN runs r USING (run_id) ORDER BY r.run_no, f.frame_index;
  DROP TABLE old_frames;`;

const DETECTIONS = `
  ALTER TABLE detections RENAME TO old_detections;
  CREATE TABLE detections (
    run_no INTEGER NOT NULL, frame_index INTEGER NOT NULL, pts_seconds DOUBLE NOT NULL, class_id INTEGER NOT NULL,
    label_no INTEGER NOT NULL, confidence FLOAT NOT NULL,
    x1 FLOAT NOT NULL, y1 FLOAT NOT NULL, x2 FLOAT NOT NULL, y2 FLOAT NOT NULL
  );
  INSERT INTO detections
    SELECT r.run_no, d.frame_index, d.pts_seconds, d.class_id, l.label_no, d.confidence, d.x1, d.y1, d.x2, d.y2
    FROM old_detections d JOIN runs r USING (run_id) JOIN labels l USING (label)
    ORDER BY r.run_no, d.frame_index;
  DROP TABLE old_detections;`;

const SUMS = `
  CREATE TABLE seconds (
    run_no INTEGER NOT NULL, second DOUBLE NOT NULL, captured_second DOUBLE, frames INTEGER NOT NULL,
    found_frames INTEGER NOT NULL, detections INTEGER NOT NULL, most INTEGER NOT NULL
  );
  INSERT INTO seconds
    SELECT run_no, floor(pts_seconds), floor(epoch_us(captured_at) / 1e6), count(*),
      count(*) FILTER (detection_count > 0), sum(detection_count), max(detection_count)
    FROM frames GROUP BY ALL ORDER BY 1, 2, 3;
  CREATE TABLE label_seconds (
    run_no INTEGER NOT NULL, label_no INTEGER NOT NULL, second DOUBLE NOT NULL, captured_second DOUBLE,
    frames INTEGER NOT NULL, detections INTEGER NOT NULL, most INTEGER NOT NULL
  );
  INSERT INTO label_seconds
    SELECT run_no, label_no, floor(pts_seconds), captured_second, count(*), sum(found), max(found)
    FROM (SELECT d.run_no, d.label_no, d.frame_index, d.pts_seconds, floor(epoch_us(f.captured_at) / 1e6) AS captured_second, count(*) AS found
      FROM detections d LEFT JOIN frames f USING (run_no, frame_index) GROUP BY ALL)
    GROUP BY ALL ORDER BY 1, 3, 2, 4;`;

const TOTALS = `
  UPDATE runs SET accounted_frames = c.accounted, stored_frames = c.stored, failed_frames = c.failed, dropped_frames = c.dropped,
      inference_ms = c.inference_ms
    FROM (
      SELECT run_no, sum(frame_count) AS accounted, coalesce(sum(frame_count) FILTER (state = 'stored'), 0) AS stored,
        coalesce(sum(frame_count) FILTER (state = 'failed'), 0) AS failed,
        coalesce(sum(frame_count) FILTER (state = 'dropped'), 0) AS dropped,
        coalesce(sum(inference_ms) FILTER (state = 'stored'), 0) AS inference_ms
      FROM chunks GROUP BY run_no
    ) c WHERE runs.run_no = c.run_no;
  UPDATE runs SET detections = f.detections, first_pts = f.first_pts, last_pts = f.last_pts
    FROM (
      SELECT run_no, sum(detection_count) AS detections, min(pts_seconds) AS first_pts, max(pts_seconds) AS last_pts
      FROM frames GROUP BY run_no
    ) f WHERE runs.run_no = f.run_no;`;
