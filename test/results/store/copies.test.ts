import assert from 'node:assert/strict';
import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { copiesOf } from '../../../results/store/copy-store.ts';
import { Database } from '../../../results/store/database.ts';
import { DuckDbStore, openStoreReader } from '../../../results/store/duckdb-store.ts';
import { rowsOf } from '../../../results/store/rows.ts';
import { placeOldStore } from '../../fixtures/old-store.ts';
import { inFreshFolder, sampleDetection, sampleResult, sampleRun, storeResults } from '../fixtures/samples.ts';

describe('A store that is brought up to date', () => {
  it('is copied before, also by who only reads', () =>
    inFreshFolder(async (folder) => {
      const path = join(folder, 'detections.duckdb');
      placeOldStore('v1', path);
      const before = readFileSync(path);
      await (await openStoreReader(path)).close();
      assert.deepEqual(await copiesOf(path), [`${path}.v1`]);
      assert.deepEqual(statSync(`${path}.v1`).size, before.length);
      const old = await DuckDbStore.open(`${path}.v1`);
      assert.equal((await old.reader.runs({})).length, 4);
      await old.close();
      await (await DuckDbStore.open(path)).close();
      assert.ok(existsSync(`${path}.v1`), 'the copy is kept for now');
      const longAgo = Date.now() / 1000 - 8 * 24 * 3600;
      utimesSync(`${path}.v1`, longAgo, longAgo);
      await (await openStoreReader(path)).close();
      assert.ok(existsSync(`${path}.v1`), 'who only reads deletes nothing');
      await (await DuckDbStore.open(path)).close();
      assert.deepEqual(await copiesOf(path), []);
    }));
});

describe('A damaged store', () => {
  /** A store of a run, damaged. */
  async function withDamaged(damage: (path: string) => void, body: (path: string) => Promise<void>): Promise<void> {
    await inFreshFolder(async (folder) => {
      const path = join(folder, 'detections.duckdb');
      const store = await DuckDbStore.open(path);
      await store.ledger.open(sampleRun());
      const detections = Array.from({ length: 100 }, (_, i) =>
        sampleDetection({ confidence: Math.random(), classId: i }),
      );
      const results = Array.from({ length: 250 }, (_, index) => sampleResult(index));
      await storeResults(
        store,
        results.map((result) => ({ ...result, frames: result.frames.map((frame) => ({ ...frame, detections })) })),
      );
      await store.close();
      damage(path);
      await body(path);
    });
  }

  it('says which tables can be read to their end, and how they are saved, when it is asked for what cannot', () =>
    withDamaged(
      (path) => {
        const file = openSync(path, 'r+');
        writeSync(file, Buffer.alloc(300_000, 0xaa), 0, 300_000, Math.floor(statSync(path).size / 2));
        closeSync(file);
      },
      async (path) => {
        // which tables lie in the middle of the file is DuckDB's affair
        const store = await Database.open({ path, readOnly: false, memoryMb: 100 });
        const tables = ['chunks', 'detections', 'frames', 'models', 'places', 'runs', 'videos'];
        const answers = await Promise.allSettled(
          tables.map((table) =>
            store.read((connection) => rowsOf(connection, { sql: `SELECT max(t) FROM ${table} t`, values: {} })),
          ),
        );
        const refusals = answers.flatMap((one) => (one.status === 'rejected' ? [one] : []));
        assert.ok(refusals.length > 0 && refusals.length < tables.length);
        for (const { reason } of refusals) {
          assert.equal(reason.code, 'STORE_UNWRITABLE');
          assert.match(
            reason.message,
            /Of it can be read and saved with any DuckDB client .*\w \(\d+ rows\).*; not to their end: \w/,
          );
        }
        await store.close();
      },
    ));

  it('says what can be read without its log, where that is damaged', () =>
    inFreshFolder(async (folder) => {
      const [path, cut] = [join(folder, 'detections.duckdb'), join(folder, 'cut.duckdb')];
      await (await DuckDbStore.open(path)).close();
      const store = await DuckDbStore.open(path);
      await store.ledger.open(sampleRun());
      await storeResults(store, [sampleResult(0)]);
      copyFileSync(path, cut);
      writeFileSync(`${cut}.wal`, readFileSync(`${path}.wal`).fill(0xaa, 100, 1000));
      await store.close();
      const files = readdirSync(folder);
      await assert.rejects(DuckDbStore.open(cut), {
        code: 'STORE_UNWRITABLE',
        message: /Of it can be read .*, runs \(0 rows\).*\. That is without its log \(`.*cut\.duckdb\.wal`, \d+ bytes/,
      });
      assert.deepEqual(readdirSync(folder), files);
    }));

  it('says that nothing can be read of it, and which copy there is', () =>
    withDamaged(
      (path) => {
        writeFileSync(`${path}.v1`, readFileSync(path));
        const file = openSync(path, 'r+');
        writeSync(file, Buffer.alloc(12_288, 0xaa), 0, 12_288, 0);
        closeSync(file);
      },
      (path) =>
        assert.rejects(DuckDbStore.open(path), {
          code: 'STORE_UNWRITABLE',
          message: /Nothing of it can be read\. A copy of before .* is `.*detections\.duckdb\.v1`\.$/,
        }),
    ));
});
