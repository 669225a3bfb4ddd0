import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Database } from '../../../results/store/database.ts';
import { rowsOf } from '../../../results/store/rows.ts';
import { until } from '../fixtures/private-redis.ts';
import { inFreshFolder } from '../fixtures/samples.ts';

const MB = 2 ** 20;
/** Some 1.2 MB of the log, and fewer than a row group, which would not go through it. */
const ROWS = 100_000;
const INSERT = `INSERT INTO numbers SELECT i, random() FROM range(${ROWS}) t(i)`;

async function withNumbers(body: (database: Database, path: string) => Promise<void>): Promise<void> {
  await inFreshFolder(async (folder) => {
    const path = join(folder, 'a.duckdb');
    const database = await Database.open({ path, readOnly: false, memoryMb: 200 });
    try {
      await database.write((connection) => connection.run('CREATE TABLE numbers (number INTEGER, value DOUBLE)'));
      await body(database, path);
    } finally {
      await database.close();
    }
  });
}

async function insert(database: Database, times: number): Promise<void> {
  for (let count = 0; count < times; count++) await database.write((connection) => connection.run(INSERT));
}

async function logBytes(path: string): Promise<number> {
  return (await stat(`${path}.wal`).catch(() => null))?.size ?? 0;
}

async function logTaken(path: string): Promise<void> {
  await until('the log to be taken into the file', async () => (await logBytes(path)) === 0);
}

async function rowCount(database: Database): Promise<number> {
  const [row] = await database.read((connection) =>
    rowsOf<{ n: number }>(connection, { sql: 'SELECT count(*)::DOUBLE AS n FROM numbers', values: {} }),
  );
  return row!.n;
}

describe('The log of the store', () => {
  it('grows while one transaction follows the other, and goes into the file once nobody writes', () =>
    withNumbers(async (database, path) => {
      await insert(database, 5);
      assert.ok((await logBytes(path)) > 5 * MB, 'it was taken into the file between transactions');
      await logTaken(path);
      assert.equal(await rowCount(database), 5 * ROWS);
      await insert(database, 5);
      await logTaken(path);
      assert.equal(await rowCount(database), 10 * ROWS);
    }));

  it('goes into the file while somebody reads, who sees what he saw', () =>
    withNumbers(async (database, path) => {
      await insert(database, 1);
      await database.read(async (connection) => {
        const count = async () => (await connection.runAndReadAll('SELECT count(*) FROM numbers')).getRows()[0]![0];
        assert.equal(await count(), BigInt(ROWS));
        await insert(database, 4);
        await logTaken(path);
        assert.equal(await count(), BigInt(ROWS));
      });
      assert.equal(await rowCount(database), 5 * ROWS);
    }));

  it('goes into the file while somebody is amid a stream, who gets what was there when it began', () =>
    withNumbers(async (database, path) => {
      await insert(database, 5);
      await database.write((connection) => connection.run('DELETE FROM numbers WHERE number % 3 = 0'));
      const stream = database.stream({ sql: 'SELECT number FROM numbers', values: {} });
      let [sum, rows] = [0, 0];
      for await (const batch of stream) {
        if (rows === 0) await logTaken(path);
        rows += batch.length;
        for (const { number } of batch) sum += Number(number);
      }
      const kept = Array.from({ length: ROWS }, (_, index) => index).filter((index) => index % 3 !== 0);
      assert.deepEqual([rows, sum], [5 * kept.length, 5 * kept.reduce((total, index) => total + index, 0)]);
    }));

  it('stays where it is small', () =>
    withNumbers(async (database, path) => {
      await insert(database, 1);
      const size = await logBytes(path);
      assert.ok(size > MB && size < 4 * MB, `${size}`);
      await sleep(500);
      assert.equal(await logBytes(path), size);
    }));

  it('waits while another writes to the same file, and nothing of either is lost', () =>
    withNumbers(async (database, path) => {
      const other = await Database.open({ path, readOnly: false, memoryMb: 200 });
      await other.write(async (connection) => {
        await connection.run('CREATE TABLE others (number INTEGER)');
        await insert(database, 5);
        await sleep(500);
        assert.ok((await logBytes(path)) > 5 * MB);
      });
      await insert(other, 1);
      await logTaken(path);
      await other.close();
      assert.equal(await rowCount(database), 6 * ROWS);
    }));
});
