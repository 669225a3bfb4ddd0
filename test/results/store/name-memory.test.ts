import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { Database } from '../../../results/store/database.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { changesNames, remembered } from '../../../results/store/name-memory.ts';
import { rowsOf } from '../../../results/store/rows.ts';
import type { CountRow } from '../../../shared/questions.ts';
import { inFreshFolder, ofRun, sampleDetection, sampleResult, sampleRun } from '../fixtures/samples.ts';

const LABELS = Array.from({ length: 25 }, (_, index) => `label ${index}`);

/** A file with a table of names, and how often it was read. */
async function withNames(body: (names: Database, path: string, reads: () => number) => Promise<void>): Promise<void> {
  await inFreshFolder(async (folder) => {
    const path = join(folder, 'a.duckdb');
    const database = await Database.open({ path, readOnly: false, memoryMb: 100 });
    let count = 0;
    readNames = (connection) =>
      remembered(connection, 'names', async () => {
        count++;
        const rows = await rowsOf<{ name: string }>(connection, {
          sql: 'SELECT name FROM names ORDER BY 1',
          values: {},
        });
        return rows.map(({ name }) => name);
      });
    try {
      await database.write((connection) => connection.run('CREATE TABLE names (name VARCHAR)'));
      await body(database, path, () => count);
    } finally {
      await database.close();
    }
  });
}
let readNames: (connection: DuckDBConnection) => Promise<string[]>;

const add = (name: string) => async (connection: DuckDBConnection) => {
  changesNames(connection);
  await connection.run(`INSERT INTO names VALUES ('${name}')`);
};

describe('The memory of names', () => {
  it('spares questions to read them again until a transaction changes some', () =>
    withNames(async (database, _path, reads) => {
      for (let i = 0; i < 3; i++) assert.deepEqual(await database.read(readNames), []);
      assert.equal(reads(), 1);
      await database.write(async () => undefined, { keepsNames: true });
      await database.read(readNames);
      assert.equal(reads(), 1);
      await database.write(add('a'), { keepsNames: true });
      assert.deepEqual(await database.read(readNames), ['a']);
      await database.write(add('b'));
      assert.deepEqual(await database.read(readNames), ['a', 'b']);
      assert.equal(reads(), 3);
    }));

  it('keeps nothing of a transaction that failed', () =>
    withNames(async (database) => {
      const failing = database.write(
        async (connection) => {
          await add('a')(connection);
          assert.deepEqual(await readNames(connection), ['a']);
          throw new Error('no');
        },
        { keepsNames: true },
      );
      await assert.rejects(failing);
      assert.deepEqual(await database.read(readNames), []);
    }));

  it('does a question again of which the names were changed before it read its rows', () =>
    withNames(async (database) => {
      await database.read(readNames);
      let times = 0;
      const [names, count] = await database.read(async (connection) => {
        const known = await readNames(connection);
        if (times++ === 0) await database.write(add('a'));
        const rows = await rowsOf<{ count: number }>(connection, {
          sql: 'SELECT count(*)::INTEGER AS count FROM names',
          values: {},
        });
        return [known.length, rows[0]!.count];
      });
      assert.deepEqual([names, count, times], [1, 1, 2]);
    }));

  it('hears of what is written to the same file by another in this process', () =>
    withNames(async (database, path) => {
      await database.read(readNames);
      const other = await Database.open({ path, readOnly: false, memoryMb: 100 });
      await other.write(add('a'));
      await other.close();
      assert.deepEqual(await database.read(readNames), ['a']);
    }));

  it('never counts frames without what was found in them, while labels are seen for the first time', () =>
    inFreshFolder(async (folder) => {
      const store = await DuckDbStore.open(join(folder, 'a.duckdb'));
      for (const [index, label] of LABELS.entries()) {
        const run = await store.ledger.open(sampleRun({ runId: `run-${index}`, model: { labels: LABELS } }));
        const result = sampleResult(0, { runId: run.runId });
        const detections = [sampleDetection({ label, classId: index })];
        const frames = result.frames.map((frame) => ({ ...frame, detections }));
        let isStored = false;
        const storing = store.storeChunks(ofRun(run, [{ ...result, frames }])).then(() => {
          isStored = true;
        });
        let rows: CountRow[] = [];
        for (let isLast = false; !isLast; await nextTurn()) {
          isLast = isStored;
          rows = await store.reader.counts({ by: 'label', label, run: run.runId });
          for (const { detections: found, lookedFrames } of rows) assert.equal(found ?? 0, lookedFrames);
        }
        await storing;
        assert.equal(rows[0]?.detections, frames.length);
      }
      await store.close();
    }));
});
