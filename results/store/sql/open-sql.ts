import type { SqlReader } from '../../../shared/sql.ts';
import { DuckDbTracks } from '../tracks/duckdb-tracks.ts';
import { TurnsDatabase } from '../tracks/turns-database.ts';
import { DuckDbSql } from './duckdb-sql.ts';

/**
 * Opens a store's file for SQL; works as long as no service has it open.
 *
 * @throws {StoreError} `STORE_UNREACHABLE` when there is none, `STORE_LOCKED` when a service has it open, `STORE_UNWRITABLE` when it is damaged
 */
export async function openSql(path: string): Promise<SqlReader> {
  const database = await TurnsDatabase.open({ path });
  return new DuckDbSql(database, new DuckDbTracks(database));
}
