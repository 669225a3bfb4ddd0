import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Database } from '../../../results/store/database.ts';
import { skip } from '../../fixtures/skip.ts';
import { CREATE, insert, logBytes, logTaken, MB, ROWS, rowCount, withNumbers } from '../fixtures/numbers-store.ts';
import { inFreshFolder } from '../fixtures/samples.ts';

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
    const entry = fileURLToPath(new URL('../fixtures/cramped-log.js', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [entry]); // the limit is of a process
    assert.deepEqual(JSON.parse(stdout), { code: 'STORE_UNWRITABLE', lostRows: 0 });
  });
});
