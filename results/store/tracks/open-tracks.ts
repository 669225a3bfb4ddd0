import type { TracksReader } from '../../../shared/tracks.ts';
import { DuckDbTracks } from './duckdb-tracks.ts';
import { TurnsDatabase } from './turns-database.ts';

/**
 * Opens a store's file for questions about objects; works as long as no service has it open.
 *
 * @throws {StoreError} `STORE_UNREACHABLE` when there is none, `STORE_LOCKED` when a service has it open, `STORE_UNWRITABLE` when it is damaged
 */
export async function openTracks(path: string): Promise<TracksReader> {
  return new DuckDbTracks(await TurnsDatabase.open({ path }));
}
