import type { Migration } from './migration.ts';

/** Who captured a run and when its first frame came, when its camera gave nothing, and whether its end is only what is known so far. */
export const captures: Migration = {
  version: 3,
  async apply(connection) {
    await connection.run(`
      CREATE TABLE captures (run_id VARCHAR NOT NULL, capture_id VARCHAR NOT NULL, started_at TIMESTAMP NOT NULL);
      CREATE TABLE camera_gaps (
        run_id VARCHAR NOT NULL, from_at TIMESTAMP NOT NULL, to_at TIMESTAMP,
        from_seconds DOUBLE, to_seconds DOUBLE, reason VARCHAR NOT NULL
      );
      ALTER TABLE runs ADD COLUMN is_end_open BOOLEAN DEFAULT false;`);
  },
};
