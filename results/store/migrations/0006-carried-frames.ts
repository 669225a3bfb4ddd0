import type { Migration } from './migration.ts';

/**
 * Which earlier frame was looked at in the place of one, and how many of a run were spared so; of adaptive runs which stretches are
 * filled in, and what their audits counted.
 */
export const carriedFrames: Migration = {
  version: 6,
  async apply(connection) {
    await connection.run(`
      ALTER TABLE frames ADD COLUMN carried_from INTEGER;
      ALTER TABLE runs ADD COLUMN carried_frames BIGINT DEFAULT 0;
      CREATE TABLE carried_stretches (
        run_no INTEGER NOT NULL, first_chunk INTEGER NOT NULL, last_chunk INTEGER NOT NULL, account VARCHAR NOT NULL
      );`);
  },
};
