import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Database } from '../../../results/store/database.ts';
import { rowsOf } from '../../../results/store/rows.ts';
import { inFreshFolder } from '../fixtures/samples.ts';

describe('An instance of the database', () => {
  it('reaches no file and changes no setting, whatever is run on it; it still spills, logs and checkpoints', () =>
    inFreshFolder(async (folder) => {
      const database = await Database.open({ path: join(folder, 'a.duckdb'), readOnly: false, memoryMb: 48 });
      const csv = join(folder, 'a.csv');
      await writeFile(csv, 'a\n1\n');
      const run = (sql: string) => database.read((connection) => connection.runAndReadAll(sql));
      for (const sql of [
        `SELECT * FROM read_csv('${csv}')`,
        `SELECT * FROM '${csv}'`,
        `COPY (SELECT 1) TO '${join(folder, 'out.csv')}'`,
        `ATTACH '${join(folder, 'b.duckdb')}'`,
        'LOAD httpfs',
        'INSTALL httpfs',
      ]) {
        await assert.rejects(run(sql), /Permission Error|disabled/, sql);
      }
      for (const sql of [
        'SET threads = 1',
        'SET GLOBAL enable_external_access = true',
        'SET lock_configuration = false',
      ]) {
        await assert.rejects(run(sql), /locked/, sql);
      }
      await assert.rejects(run('CREATE TABLE t (a INTEGER)'), /read-only|READ ONLY/i);
      await database.write((connection) => connection.run('CREATE TABLE t AS SELECT i FROM range(600000) t(i)'));
      await database.write((connection) => connection.run('CHECKPOINT')).catch(() => undefined);
      const sorted = 'SELECT i, sha256(i::VARCHAR) AS text FROM t ORDER BY text';
      let count = 0;
      for await (const rows of database.stream({ sql: sorted, values: {} })) count += rows.length;
      assert.equal(count, 600_000);
      await database.close();
      const again = await Database.open({ path: join(folder, 'a.duckdb'), readOnly: true });
      assert.deepEqual(
        (
          await again.read((connection) => connection.runAndReadAll('SELECT count(*)::INTEGER AS n FROM t'))
        ).getRowObjectsJS(),
        [{ n: 600_000 }],
      );
      await again.close();
    }));

  it('writes, logs and is opened again where a link leads to its folder', () =>
    inFreshFolder(async (folder) => {
      await mkdir(join(folder, 'there'));
      await symlink(join(folder, 'there'), join(folder, 'link'));
      const path = join(folder, 'link', 'a.duckdb');
      for (const rows of [1, 2, 3]) {
        const database = await Database.open({ path, readOnly: false });
        await database.write((connection) => connection.run('CREATE TABLE IF NOT EXISTS t (i INTEGER)'));
        await database.write((connection) => connection.run('INSERT INTO t VALUES (1)'));
        const count = { sql: 'SELECT count(*)::INTEGER AS n FROM t', values: {} };
        assert.deepEqual(await database.read((connection) => rowsOf(connection, count)), [{ n: rows }]);
        await database.close();
      }
    }));
});
