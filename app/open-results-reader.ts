import { dirname } from 'node:path';
import { ResultsClient } from '../client/results-client.ts';
import type { LakeSource } from '../results/lake/lake-source.ts';
import type { GivenTokens } from '../shared/access.ts';
import { parseResultsUrl } from '../shared/results-address.ts';
import type { ResultsReader } from '../shared/results-reader.ts';
import type { SqlReader } from '../shared/sql.ts';
import type { TracksReader } from '../shared/tracks.ts';
import type { HomePaths } from './home.ts';
import { requireOwnFolder } from './local/own-folder.ts';

/**
 * Somebody who answers questions about the store: the service named by `resultsUrl`, else the one on the home's socket,
 * else the file itself.
 *
 * @throws {ConfigError} `CONFIG_INVALID` when the folder of the socket is not ours
 * @throws {StoreError} `STORE_UNREACHABLE` when there is none of them, `STORE_UNWRITABLE` when the file is damaged
 */
export async function openResultsReader(
  home: Pick<HomePaths, 'resultsSocket' | 'storeFile'>,
  resultsUrl: string | null,
  tokens: GivenTokens,
): Promise<ResultsReader> {
  const service = await openResultsService(home, resultsUrl, tokens);
  if (service) return service.reader;
  const { openStoreReader } = await import('../results/store/duckdb-store.ts');
  return openStoreReader(home.storeFile);
}

/**
 * The same for questions about objects.
 *
 * @throws as `openResultsReader`
 */
export async function openTracksReader(
  home: Pick<HomePaths, 'resultsSocket' | 'storeFile'>,
  resultsUrl: string | null,
  tokens: GivenTokens,
): Promise<TracksReader> {
  const service = await openResultsService(home, resultsUrl, tokens);
  if (service) return service.tracks;
  const { openTracks } = await import('../results/store/tracks/open-tracks.ts');
  return openTracks(home.storeFile);
}

/**
 * The same for SQL.
 *
 * @throws as `openResultsReader`
 */
export async function openSqlReader(
  home: Pick<HomePaths, 'resultsSocket' | 'storeFile'>,
  resultsUrl: string | null,
  tokens: GivenTokens,
): Promise<SqlReader> {
  const service = await openResultsService(home, resultsUrl, tokens);
  if (service) return service.sql;
  const { openSql } = await import('../results/store/sql/open-sql.ts');
  return openSql(home.storeFile);
}

/**
 * The same for a lake, which takes its rows as the store has them where the file is nobody's.
 *
 * @throws as `openResultsReader`
 */
export async function openLakeSource(
  home: Pick<HomePaths, 'resultsSocket' | 'storeFile'>,
  resultsUrl: string | null,
  tokens: GivenTokens,
): Promise<LakeSource> {
  const service = await openResultsService(home, resultsUrl, tokens);
  if (service) {
    const { SqlLakeSource } = await import('../results/lake/sql-lake-source.ts');
    return new SqlLakeSource(service.sql);
  }
  const { openStoreLakeSource } = await import('../results/lake/store-lake-source.ts');
  return openStoreLakeSource(home.storeFile);
}

/** The service that is to be asked; `null` where none runs and the file is nobody's. */
async function openResultsService(
  home: Pick<HomePaths, 'resultsSocket'>,
  resultsUrl: string | null,
  tokens: GivenTokens,
): Promise<ResultsClient | null> {
  if (resultsUrl !== null) return new ResultsClient(parseResultsUrl(resultsUrl, tokens), 0);
  if (!(await requireOwnFolder(dirname(home.resultsSocket), { make: false }))) return null;
  const service = new ResultsClient(parseResultsUrl(`unix://${home.resultsSocket}`), 0);
  if (await service.isAnswering()) return service;
  await service.close();
  return null;
}
