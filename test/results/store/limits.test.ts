import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type AskedDatabase, Database } from '../../../results/store/database.ts';
import type { DatabaseOptions } from '../../../results/store/open-instance.ts';
import { rowsOf } from '../../../results/store/rows.ts';
import { inFreshFolder } from '../fixtures/samples.ts';
import { spilledBytes } from '../fixtures/spilled-bytes.ts';

/** Each takes minutes, if it is let. */
const ENDLESS = 'SELECT count(*) AS n FROM range(100000) a(i), range(10000000) b(j) WHERE (a.i * b.j) % 7 = 3';
const SORTED =
  'SELECT i, random() AS r, md5(i::VARCHAR) || sha256(i::VARCHAR) AS text FROM range(1500000) t(i) ORDER BY r';

async function withDatabase(
  limits: Partial<DatabaseOptions>,
  body: (database: Database, path: string) => Promise<void>,
): Promise<void> {
  await inFreshFolder(async (folder) => {
    const path = join(folder, 'a.duckdb');
    const database = await Database.open({ path, readOnly: false, memoryMb: 100, ...limits });
    try {
      await body(database, path);
    } finally {
      await database.close();
    }
  });
}

function ask(database: AskedDatabase, sql: string): Promise<unknown[]> {
  return database.read((connection) => rowsOf(connection, { sql, values: {} }));
}

async function readAll(database: AskedDatabase, sql: string): Promise<void> {
  for await (const _ of database.stream({ sql, values: {} }));
}

describe('A question to the store', () => {
  it('ends when it takes longer than it may, and the store answers the next', () =>
    withDatabase({ questionMs: 300 }, async (database) => {
      const refusal = { code: 'QUERY_TOO_LARGE', message: /within 0\.3 s, got none/ };
      await assert.rejects(ask(database, ENDLESS), refusal);
      await assert.rejects(readAll(database, ENDLESS), refusal);
      assert.deepEqual(await ask(database, 'SELECT 1 AS one'), [{ one: 1 }]);
    }));

  it('ends when it takes more disk than it may, and leaves none of it', () =>
    withDatabase({ spillMb: 20 }, async (database, path) => {
      const refusal = { code: 'QUERY_TOO_LARGE', message: /less memory and disk/ };
      await assert.rejects(readAll(database, SORTED), refusal);
      assert.equal(await spilledBytes(path), 0);
      assert.deepEqual(await ask(database, 'SELECT 1 AS one'), [{ one: 1 }]);
    }));

  it('ends when its asker leaves, in the midst of its work', () =>
    withDatabase({}, async (database) => {
      for (const question of [ask, readAll] as ((database: AskedDatabase, sql: string) => Promise<unknown>)[]) {
        const leaving = new AbortController();
        const answer = question(database.askedBy(leaving.signal), ENDLESS);
        setTimeout(() => leaving.abort(), 200);
        await assert.rejects(answer, { message: /somebody to wait for the answer, got nobody/ });
      }
      assert.deepEqual(await ask(database, 'SELECT 1 AS one'), [{ one: 1 }]);
    }));

  it('is not begun for an asker who has left', () =>
    withDatabase({}, async (database) => {
      const asked = database.askedBy(AbortSignal.abort());
      for (const question of [ask, readAll]) {
        await assert.rejects(question(asked, ENDLESS), { code: 'QUERY_TOO_LARGE', message: /got nobody/ });
      }
    }));
});
