import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Database } from '../../../results/store/database.ts';
import { rowsOf } from '../../../results/store/rows.ts';
import { inFreshFolder } from '../fixtures/samples.ts';
import { spilledBytes } from '../fixtures/spilled-bytes.ts';

async function withDatabase(body: (database: Database, path: string) => Promise<void>): Promise<void> {
  await inFreshFolder(async (folder) => {
    const path = join(folder, 'a.duckdb');
    const database = await Database.open({ path, readOnly: false, memoryMb: 100 });
    try {
      await body(database, path);
    } finally {
      await database.close();
    }
  });
}

function insert(database: Database, value: number): Promise<unknown> {
  return database.write((connection) => connection.run(`INSERT INTO numbers VALUES (${value})`));
}

function numbers(database: Database): Promise<number[]> {
  return database.read(async (connection) => {
    const rows = await rowsOf<{ value: number }>(connection, {
      sql: 'SELECT value FROM numbers ORDER BY 1',
      values: {},
    });
    return rows.map(({ value }) => value);
  });
}

/** What a full disk does to DuckDB, from which only opening the file anew helps. */
async function failFatally(database: Database): Promise<void> {
  const failing = database.write(() => Promise.reject(new Error('FATAL Error: Failed to write: No space left')));
  await assert.rejects(failing, { code: 'STORE_UNWRITABLE' });
}

const LONG_ANSWER = "SELECT i, random() AS r, repeat('x', 100) AS text FROM range(1500000) t(i) ORDER BY r";

describe('The database file', () => {
  it('is opened once by all who ask at the same time after a fatal error, and keeps what they commit', () =>
    withDatabase(async (database, path) => {
      await database.write((connection) => connection.run('CREATE TABLE numbers (value INTEGER)'));
      for (const value of [1, 2, 3, 4]) {
        await failFatally(database);
        const written = insert(database, value);
        await nextTurn();
        await Promise.all([written, numbers(database), numbers(database)]);
        assert.equal((await numbers(database)).at(-1), value);
      }
      await database.close();
      const again = await Database.open({ path, readOnly: false, memoryMb: 100 });
      assert.deepEqual(await numbers(again), [1, 2, 3, 4]);
      await again.close();
    }));

  it('shows a reader what was there when it began, whatever is committed between the plan of a question and its answer', () =>
    withDatabase(async (database) => {
      await database.write((connection) => connection.run('CREATE TABLE words (number INTEGER, word VARCHAR)'));
      const question = 'SELECT number, word FROM words ORDER BY number DESC LIMIT 3';
      const ask = (whileItWaits: () => Promise<unknown>) =>
        database.read(async (connection) => {
          const plan = await connection.prepare(question);
          await whileItWaits();
          return (await plan.runAndReadAll()).getRowObjectsJS();
        });
      const insertWord = () => database.write((connection) => connection.run("INSERT INTO words VALUES (1, 'open')"));
      assert.deepEqual(await ask(insertWord), []);
      assert.deepEqual(await ask(async () => undefined), [{ number: 1, word: 'open' }]);
    }));

  it('breaks off an answer under way when it has to be opened anew, and says so to its reader', () =>
    withDatabase(async (database) => {
      await database.write((connection) => connection.run('CREATE TABLE numbers (value INTEGER)'));
      const rows = database.stream({ sql: 'SELECT i FROM range(1000000) t(i)', values: {} })[Symbol.asyncIterator]();
      await rows.next();
      await failFatally(database);
      await insert(database, 1);
      await assert.rejects(rows.next(), { code: 'STORE_UNWRITABLE', message: /opened anew/ });
      assert.deepEqual(await rows.next(), { done: true, value: undefined });
      assert.deepEqual(await numbers(database), [1]);
    }));

  it('says that an answer broke off, however late', () =>
    withDatabase(async (database) => {
      const sql =
        "SELECT CASE WHEN i = 900000 THEN error('the disk is gone') ELSE i::VARCHAR END FROM range(1000000) t(i)";
      let rows = 0;
      const reading = async () => {
        for await (const batch of database.stream({ sql, values: {} })) rows += batch.length;
      };
      await assert.rejects(reading(), { code: 'STORE_UNWRITABLE', message: /broke off before its last row/ });
      assert.ok(rows > 0 && rows < 900_000);
    }));

  it('gives back the disk that a long answer takes as soon as its reader leaves', () =>
    withDatabase(async (database, path) => {
      for await (const _ of database.stream({ sql: LONG_ANSWER, values: {} })) {
        assert.ok((await spilledBytes(path)) > 10_000_000, 'the answer does not fit into memory');
        break;
      }
      assert.equal(await spilledBytes(path), 0);
    }));
});
