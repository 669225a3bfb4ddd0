import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Database } from '../../../results/store/database.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import {
  inFreshFolder,
  sampleDetection,
  sampleFrame,
  sampleResult,
  sampleRun,
  storeResults,
} from '../fixtures/samples.ts';

async function withStore(body: (store: DuckDbStore) => Promise<void>): Promise<void> {
  await inFreshFolder(async (folder) => {
    const store = await DuckDbStore.open(join(folder, 'store', 'detections.duckdb'));
    try {
      await body(store);
    } finally {
      await store.close();
    }
  });
}

async function countRows(store: DuckDbStore): Promise<number> {
  let rows = 0;
  for await (const batch of await store.reader.detections({})) rows += batch.length;
  return rows;
}

describe('The store', () => {
  it('stores nothing of a batch in which one result cannot be written, and goes on', () =>
    withStore(async (store) => {
      await store.ledger.open(sampleRun());
      const poison = sampleResult(1, {
        frames: [sampleFrame(4, { detections: [sampleDetection({ classId: 2 ** 40 })] })],
      });
      await assert.rejects(storeResults(store, [sampleResult(0), poison]), { code: 'STORE_UNWRITABLE' });
      assert.deepEqual(await store.ledger.spans('r1'), []);
      assert.equal(await countRows(store), 0);
      assert.deepEqual(await storeResults(store, [sampleResult(0)]), ['stored']);
      assert.equal(await countRows(store), 4);
    }));

  it('keeps frames that hold nothing, and wall-clock times', () =>
    withStore(async (store) => {
      await store.ledger.open(sampleRun());
      const frames = [sampleFrame(0, { capturedAt: 1_700_000_000_123, detections: [] })];
      await storeResults(store, [sampleResult(0, { frameCount: 1, frames })]);
      const run = await store.ledger.read('r1');
      assert.deepEqual([run.storedFrames, run.detections], [1, 0]);
    }));

  it('writes a batch that is larger than DuckDB’s vectors', () =>
    withStore(async (store) => {
      await store.ledger.open(sampleRun());
      const detections = Array.from({ length: 1500 }, (_, index) => sampleDetection({ classId: index }));
      const frames = [sampleFrame(0, { detections })];
      const results = [0, 1, 2].map((index) => sampleResult(index, { frameCount: 1, frames }));
      await storeResults(store, results);
      assert.equal(await countRows(store), 4500);
    }));

  it('writes nothing into a table that has other columns than it knows', () =>
    inFreshFolder(async (folder) => {
      const path = join(folder, 'detections.duckdb');
      await (await DuckDbStore.open(path)).close();
      const database = await Database.open({ path, readOnly: false, memoryMb: 100 });
      await database.write((connection) => connection.run('ALTER TABLE detections DROP COLUMN y2'));
      await database.close();
      const store = await DuckDbStore.open(path);
      await store.ledger.open(sampleRun());
      await assert.rejects(storeResults(store, [sampleResult(0)]), {
        code: 'STORE_UNWRITABLE',
        message: /table `detections` to have 10 columns, got 9/,
      });
      assert.deepEqual(await store.ledger.spans('r1'), []);
      await store.close();
    }));
});
