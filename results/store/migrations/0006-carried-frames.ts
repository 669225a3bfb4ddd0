import type { Migration } from './migration.ts';

/** Which earlier frame was looked at in the place of one, since it is the same; and how many of a run were spared so. */
export const carriedFrames: Migration = {
  version: 6,
  async apply(connection) {
    await connection.run(`
      ALTER TABLE frames ADD COLUMN carried_from INTEGER;
      ALTER TABLE runs ADD COLUMN carried_frames BIGINT DEFAULT 0;`);
  },
};
