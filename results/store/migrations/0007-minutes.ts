import type { Migration } from './migration.ts';

/** Sums by minute of the stream, which answer most counts: a fraction of those by second, but of cameras, whose frames come batch by batch. */
export const minutes: Migration = {
  version: 7,
  async apply(connection) {
    await connection.run(`
      CREATE TABLE minutes (
        run_no INTEGER NOT NULL, minute DOUBLE NOT NULL, frames INTEGER NOT NULL, found_frames INTEGER NOT NULL,
        detections INTEGER NOT NULL, most INTEGER NOT NULL
      );
      INSERT INTO minutes
        SELECT run_no, floor(second / 60), sum(frames), sum(found_frames), sum(detections), max(most)
        FROM seconds GROUP BY ALL ORDER BY 1, 2;
      CREATE TABLE label_minutes (
        run_no INTEGER NOT NULL, label_no INTEGER NOT NULL, minute DOUBLE NOT NULL, frames INTEGER NOT NULL,
        detections INTEGER NOT NULL, most INTEGER NOT NULL
      );
      INSERT INTO label_minutes
        SELECT run_no, label_no, floor(second / 60), sum(frames), sum(detections), max(most)
        FROM label_seconds GROUP BY ALL ORDER BY 1, 3, 2;`);
  },
};
