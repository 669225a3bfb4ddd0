import type { DuckDBConnection } from '@duckdb/node-api';
import { runIdOf } from '../../../shared/identity.ts';
import { runSettingsSchema } from '../../../shared/run.ts';
import { rowsOf } from '../rows.ts';
import { firstRunIdOf } from './first-run-id.ts';
import type { Migration } from './migration.ts';

/**
 * Generations, facts of models, all places of a video, when it was recorded, sizes of single frames, and the ids that runs
 * would have been given since.
 */
export const generationsModelsPlaces: Migration = {
  version: 2,
  async apply(connection) {
    await connection.run(`
      ALTER TABLE videos RENAME COLUMN sha256 TO content_hash;
      ALTER TABLE videos ADD COLUMN recorded_at TIMESTAMP;
      ALTER TABLE videos ADD COLUMN recorded_at_source VARCHAR;
      ALTER TABLE runs ADD COLUMN IF NOT EXISTS generation BIGINT DEFAULT 1;
      ALTER TABLE runs ADD COLUMN IF NOT EXISTS discarded_results BIGINT DEFAULT 0;
      ALTER TABLE runs ALTER COLUMN generation SET NOT NULL;
      ALTER TABLE runs ALTER COLUMN discarded_results SET NOT NULL;
      ALTER TABLE frames ADD COLUMN IF NOT EXISTS width INTEGER;
      ALTER TABLE frames ADD COLUMN IF NOT EXISTS height INTEGER;
      CREATE TABLE places (video_id VARCHAR NOT NULL, uri VARCHAR NOT NULL, last_seen_at TIMESTAMP NOT NULL);
      INSERT INTO places
        SELECT v.video_id, v.uri, coalesce(max(r.created_at), make_timestamp_ms(0))
        FROM videos v LEFT JOIN runs r USING (video_id) GROUP BY ALL;
      CREATE TABLE models (
        model_sha256 VARCHAR NOT NULL, model_id VARCHAR NOT NULL,
        labels VARCHAR[], width INTEGER, height INTEGER, precision VARCHAR
      );
      INSERT INTO models (model_sha256, model_id)
        SELECT model_sha256, arg_max(model_id, created_at) FROM runs GROUP BY model_sha256;
      CREATE TABLE run_aliases (alias VARCHAR NOT NULL, run_id VARCHAR NOT NULL);`);
    await keepRunIds(connection);
  },
};

interface FirstRun {
  readonly runId: string;
  readonly videoId: string;
  readonly modelSha256: string;
  readonly settings: string;
}

/** Lets a run whose id was derived from all settings be found by the one derived from those that differ from their defaults. */
async function keepRunIds(connection: DuckDBConnection): Promise<void> {
  const runs = await rowsOf<FirstRun>(connection, {
    // where two have become the same work, the one that was done last stands for it
    sql: `SELECT run_id AS "runId", video_id AS "videoId", model_sha256 AS "modelSha256", settings::VARCHAR AS settings
          FROM runs ORDER BY state = 'complete' DESC, created_at DESC, run_id`,
    values: {},
  });
  const aliases = new Map<string, string>();
  for (const { runId, videoId, modelSha256, settings } of runs) {
    const stored = JSON.parse(settings);
    if (runId !== firstRunIdOf(videoId, modelSha256, stored)) continue; // named by the user, or a camera's
    const alias = runIdOf(videoId, modelSha256, runSettingsSchema.parse(stored));
    if (!aliases.has(alias)) aliases.set(alias, runId);
  }
  for (const [alias, runId] of aliases) {
    await connection.run('INSERT INTO run_aliases VALUES ($alias, $runId)', { alias, runId });
  }
}
