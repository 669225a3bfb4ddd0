import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ResultsClient } from '../../client/results-client.ts';
import { build } from '../../results/http/app.ts';
import { DuckDbStore } from '../../results/store/duckdb-store.ts';
import { parseResultsUrl } from '../../shared/results-address.ts';
import { MemoryLedger } from '../producer/memory-ledger.ts';
import { appParts } from '../results/fixtures/app-parts.ts';
import { testsDetectionStore } from './detection-store.ts';
import { type ReaderSite, testsResultsReader } from './results-reader.ts';
import { type LedgerSite, testsRunLedger } from './run-ledger.ts';

async function memorySite(): Promise<LedgerSite> {
  const ledger = new MemoryLedger();
  return { ledger, storeChunks: (results) => ledger.storeChunks(results), close: async () => undefined };
}

/** The store itself, in a folder of its own. */
async function duckDbSite(): Promise<ReaderSite> {
  const folder = await mkdtemp(join(tmpdir(), 'framefleet-test-'));
  const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
  return {
    ledger: store.ledger,
    reader: store.reader,
    storeChunks: (results) => store.storeChunks(results),
    async close() {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** The store behind the HTTP interface, on a socket; results go in as they do there, not over HTTP. */
async function httpSite(): Promise<ReaderSite> {
  const folder = await mkdtemp(join(tmpdir(), 'framefleet-test-'));
  const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
  const app = build(appParts(store));
  const socket = join(folder, 'results.sock');
  await app.listen({ path: socket });
  const client = new ResultsClient(parseResultsUrl(`unix://${socket}`), 10_000);
  return {
    ledger: client.ledger,
    reader: client.reader,
    storeChunks: (results) => store.storeChunks(results),
    async close() {
      await client.close();
      await app.close();
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

testsRunLedger('a ledger in memory', memorySite);
testsRunLedger('DuckDB', duckDbSite);
testsRunLedger('the results service over HTTP', httpSite);

testsDetectionStore('a ledger in memory', memorySite);
testsDetectionStore('DuckDB', duckDbSite);

testsResultsReader('DuckDB', duckDbSite);
testsResultsReader('the results service over HTTP', httpSite);
