import { dirname } from 'node:path';
import { ResultsClient } from '../client/results-client.ts';
import { openStoreReader } from '../results/store/duckdb-store.ts';
import type { GivenTokens } from '../shared/access.ts';
import { parseResultsUrl } from '../shared/results-address.ts';
import type { ResultsReader } from '../shared/results-reader.ts';
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
  if (resultsUrl !== null) return new ResultsClient(parseResultsUrl(resultsUrl, tokens), 0).reader;
  if (await requireOwnFolder(dirname(home.resultsSocket), { make: false })) {
    const service = new ResultsClient(parseResultsUrl(`unix://${home.resultsSocket}`), 0);
    if (await service.isAnswering()) return service.reader;
    await service.close();
  }
  return openStoreReader(home.storeFile);
}
