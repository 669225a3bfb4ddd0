import { readFileSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { StoreError } from '../../../shared/errors.ts';
import { rowsOf } from '../rows.ts';
import { firstTables } from './0001-first-tables.ts';
import { generationsModelsPlaces } from './0002-generations-models-places.ts';
import { captures } from './0003-captures.ts';
import { numberedRows } from './0004-numbered-rows.ts';
import { tracks } from './0005-tracks.ts';
import { carriedFrames } from './0006-carried-frames.ts';
import { minutes } from './0007-minutes.ts';
import { confidenceSums } from './0008-confidence-sums.ts';
import type { Migration } from './migration.ts';

const MIGRATIONS: readonly Migration[] = [
  firstTables,
  generationsModelsPlaces,
  captures,
  numberedRows,
  tracks,
  carriedFrames,
  minutes,
  confidenceSums,
];

/** Of the stores that this program writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Whether a store is of an older version than this program writes.
 *
 * @param path - for messages
 * @throws {StoreError} `STORE_TOO_NEW`
 */
export async function needsMigration(connection: DuckDBConnection, path: string): Promise<boolean> {
  return (await versionOf(connection, path)) < SCHEMA_VERSION;
}

/**
 * Makes the tables, or takes those of an older version to the present one, version by version, each in a transaction: DuckDB
 * takes no change of a table behind a change of its rows. A version is reached or it is not; where one fails, the store is of
 * the version before, and the same call goes on from there.
 *
 * @param path - for messages
 * @throws {StoreError} `STORE_TOO_NEW`: nothing was changed
 */
export async function migrate(connection: DuckDBConnection, path: string): Promise<void> {
  const from = await versionOf(connection, path);
  for (const migration of MIGRATIONS.slice(from)) {
    await connection.run('BEGIN');
    try {
      await connection.run(
        'CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL, applied_at TIMESTAMP NOT NULL, written_by VARCHAR NOT NULL)',
      );
      await migration.apply(connection);
      await connection.run(
        'INSERT INTO schema_version VALUES ($version, make_timestamp_ms($now::BIGINT), $writtenBy)',
        {
          version: migration.version,
          now: Date.now(),
          writtenBy: programVersion(),
        },
      );
      await connection.run('COMMIT');
    } catch (error) {
      // a commit that fails has ended the transaction already
      await connection.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }
}

/**
 * 0 for a file without our tables, 1 for one that was written before stores told their version.
 *
 * @param path - for messages
 * @throws {StoreError} `STORE_TOO_NEW`
 */
export async function versionOf(connection: DuckDBConnection, path: string): Promise<number> {
  const tables = await rowsOf<{ table_name: string }>(connection, {
    sql: "SELECT table_name FROM duckdb_tables() WHERE table_name IN ('schema_version', 'runs')",
    values: {},
  });
  const names = new Set(tables.map((row) => row.table_name));
  if (!names.has('schema_version')) return names.has('runs') ? 1 : 0;
  const [row] = await rowsOf<{ version: number; writtenBy: string }>(connection, {
    sql: 'SELECT version, written_by AS "writtenBy" FROM schema_version ORDER BY version DESC LIMIT 1',
    values: {},
  });
  const { version, writtenBy } = row ?? { version: 0, writtenBy: '' };
  if (version > SCHEMA_VERSION) {
    throw new StoreError(
      'STORE_TOO_NEW',
      `Expected the store \`${path}\` to have a schema up to version ${SCHEMA_VERSION}, got version ${version}, written by framefleet ${writtenBy}: use that version or a newer one, or another \`FRAMEFLEET_HOME\`.`,
    );
  }
  return version;
}

function programVersion(): string {
  const text = readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
