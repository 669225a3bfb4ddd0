import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Database } from '../../../results/store/database.ts';
import { rowsOf } from '../../../results/store/rows.ts';
import { skip } from '../../fixtures/skip.ts';
import { until } from '../fixtures/private-redis.ts';
import { inFreshFolder } from '../fixtures/samples.ts';

const MB = 2 ** 20;
/** Some 1.2 MB of the log, and fewer than a row group, which would not go through it. */
const ROWS = 100_000;
const CREATE = 'CREATE TABLE numbers (number INTEGER, value DOUBLE)';
const INSERT = `INSERT INTO numbers SELECT i, random() FROM range(${ROWS}) t(i)`;

async function withNumbers(body: (database: Database, path: string) => Promise<void>): Promise<void> {
  await inFreshFolder(async (folder) => {
    const path = join(folder, 'a.duckdb');
    const database = await Database.open({ path, readOnly: false, memoryMb: 200 });
    try {
      await database.write((connection) => connection.run(CREATE));
      await body(database, path);
    } finally {
      await database.close();
    }
  });
}

async function insert(database: Database, times: number): Promise<void> {
  for (let count = 0; count < times; count++) await database.write((connection) => connection.run(INSERT));
}

/** At once: a moment later the log may be taken into the file. */
function logBytes(path: string): number {
  return statSync(`${path}.wal`, { throwIfNoEntry: false })?.size ?? 0;
}

async function logTaken(path: string): Promise<void> {
  await until('the log to be taken into the file', () => logBytes(path) === 0);
}

async function rowCount(database: Database, table = 'numbers'): Promise<number> {
  const [row] = await database.read((connection) =>
    rowsOf<{ n: number }>(connection, { sql: `SELECT count(*)::DOUBLE AS n FROM ${table}`, values: {} }),
  );
  return row!.n;
}

describe('The log of the store', () => {
  it('grows while one transaction follows the other, and goes into the file once nobody writes', () =>
    withNumbers(async (database, path) => {
      await insert(database, 5);
      assert.ok(logBytes(path) > 5 * MB, 'it was taken into the file between transactions');
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
        if (rows === 0) {
          await insert(database, 5); // of it he sees nothing
          await logTaken(path);
        }
        rows += batch.length;
        for (const { number } of batch) sum += Number(number);
      }
      const kept = Array.from({ length: ROWS }, (_, index) => index).filter((index) => index % 3 !== 0);
      assert.deepEqual([rows, sum], [5 * kept.length, 5 * kept.reduce((total, index) => total + index, 0)]);
    }));

  it('stays where it is small', () =>
    withNumbers(async (database, path) => {
      await insert(database, 1);
      const size = logBytes(path);
      assert.ok(size > MB && size < 4 * MB, `${size}`);
      await sleep(500);
      assert.equal(logBytes(path), size);
    }));

  it('waits while another writes to the same file, and nothing of either is lost', () =>
    withNumbers(async (database, path) => {
      const other = await Database.open({ path, readOnly: false, memoryMb: 200 });
      try {
        await other.write(async (connection) => {
          await connection.run('CREATE TABLE others (number INTEGER)');
          await connection.run('INSERT INTO others VALUES (1)');
          await insert(database, 5);
          await sleep(500);
          assert.ok(logBytes(path) > 5 * MB);
        });
        await insert(other, 1);
        await logTaken(path);
      } finally {
        await other.close();
      }
      assert.equal(await rowCount(database), 6 * ROWS);
      assert.equal(await rowCount(database, 'others'), 1);
    }));

  it('is found where the file is a link', () =>
    inFreshFolder(async (folder) => {
      const [path, link] = [join(folder, 'a.duckdb'), join(folder, 'link.duckdb')];
      await (await Database.open({ path, readOnly: false, memoryMb: 200 })).close();
      await symlink(path, link);
      const database = await Database.open({ path: link, readOnly: false, memoryMb: 200 });
      try {
        await database.write((connection) => connection.run(CREATE));
        await insert(database, 5);
        assert.ok(logBytes(path) > 5 * MB);
        await logTaken(path);
      } finally {
        await database.close();
      }
    }));

  it('is told by the next transaction where the file takes nothing, and nothing is lost', async function () {
    if (process.platform !== 'linux') skip(this, 'another system than Linux');
    const limit = (bytes: string) => execFileSync('prlimit', ['--pid', `${process.pid}`, `--fsize=${bytes}`]);
    await withNumbers(async (database, path) => {
      await insert(database, 5);
      await logTaken(path);
      await insert(database, 4);
      limit(`${Math.max(statSync(path).size, logBytes(path)) + MB / 2}:unlimited`);
      let stored = 0;
      try {
        const storeOne = () => database.write((connection) => connection.run('INSERT INTO numbers VALUES (0, 0)'));
        await until('it to be told', async () => {
          await sleep(300); // calm
          return storeOne().then(
            () => {
              stored++;
              return false;
            },
            ({ code }) => code === 'STORE_UNWRITABLE',
          );
        });
        await storeOne(); // the log has room
        stored++;
      } finally {
        limit('unlimited:unlimited');
      }
      await insert(database, 1);
      await logTaken(path);
      assert.equal(await rowCount(database), 10 * ROWS + stored);
    });
  });
});
