import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { type AppParts, build } from '../../../results/http/app.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { appParts } from '../fixtures/app-parts.ts';
import { until } from '../fixtures/private-redis.ts';
import { inFreshFolder, sampleRun } from '../fixtures/samples.ts';

const [WRITE, READ] = ['write-write-write-write', 'read-read-read-read-read'];
const SQL = 'SELECT run_id, state FROM runs';

async function withApp(body: (app: FastifyInstance) => Promise<void>, changes: Partial<AppParts> = {}): Promise<void> {
  await inFreshFolder(async (folder) => {
    const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
    await store.ledger.open(sampleRun());
    const app = build(appParts(store, changes));
    try {
      await body(app);
    } finally {
      await app.close();
      await store.close();
    }
  });
}

describe('POST /v1/sql', () => {
  it('takes a SELECT as JSON or as text, and answers a row a line or an array', () =>
    withApp(async (app) => {
      const row = { run_id: 'r1', state: 'open' };
      const lines = await app.inject({ method: 'POST', url: '/v1/sql', payload: { sql: SQL } });
      assert.equal(lines.headers['content-type'], 'application/x-ndjson');
      assert.equal(lines.body, `${JSON.stringify(row)}\n`);
      const headers = { 'content-type': 'text/plain' };
      const array = await app.inject({ method: 'POST', url: '/v1/sql?format=json', payload: SQL, headers });
      assert.deepEqual(array.json(), [row]);
    }));

  for (const [url, payload, status, message] of [
    ['/v1/sql', { sql: 'DROP TABLE runs' }, 400, /one SELECT, got `DROP`/],
    ['/v1/sql', { sql: 'SELECT nothing FROM runs' }, 400, /Binder Error/],
    ['/v1/sql', { sql: "SELECT * FROM read_csv('/etc/passwd')" }, 400, /got `read_csv`/],
    ['/v1/sql', { query: SQL }, 400, /another request body/],
    ['/v1/sql', {}, 400, /another request body/],
    ['/v1/sql?limit=1', { sql: SQL }, 400, /limit/],
    ['/v1/sql?format=csv', { sql: SQL }, 400, /ndjson or json, got `csv`/],
    ['/v1/sql', { sql: `SELECT '${'x'.repeat(20_000)}'` }, 400, /at most 20000 letters/],
  ] as const) {
    it(`answers ${status} to ${url} ${JSON.stringify(payload).slice(0, 60)}`, () =>
      withApp(async (app) => {
        const answer = await app.inject({ method: 'POST', url, payload });
        assert.equal(answer.statusCode, status);
        assert.match(answer.json().error.message, message);
      }));
  }

  it('answers who may only ask', () =>
    withApp(
      async (app) => {
        for (const [token, status] of [
          [READ, 200],
          [WRITE, 200],
          ['another-another-another', 401],
        ] as const) {
          const headers = { authorization: `Bearer ${token}` };
          const answer = await app.inject({ method: 'POST', url: '/v1/sql', payload: { sql: SQL }, headers });
          assert.equal(answer.statusCode, status);
        }
      },
      { access: { kind: 'tokens', write: WRITE, read: READ } },
    ));

  it('waits for its turn like other questions, and has it once whoever had it has left', () =>
    withApp(
      async (app) => {
        const address = await app.listen({ port: 0, host: '127.0.0.1' });
        const leaving = new AbortController();
        const endless = {
          sql: 'SELECT count(*) FROM range(100000) a(i), range(10000000) b(j) WHERE (a.i * b.j) % 7 = 3',
        };
        const post = (body: object, signal?: AbortSignal) =>
          fetch(`${address}/v1/sql`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
            ...(signal && { signal }),
          });
        const first = post(endless, leaving.signal).catch((error: Error) => error.name);
        await new Promise((resolve) => setTimeout(resolve, 100));
        const second = await post({ sql: SQL });
        assert.equal(second.status, 503);
        assert.equal(((await second.json()) as { error: { code: string } }).error.code, 'STORE_BUSY');
        leaving.abort();
        assert.equal(await first, 'AbortError');
        await until('the turn to be free', async () => (await post({ sql: SQL })).status === 200);
      },
      { limits: { questions: 1, turnMs: 200 } },
    ));
});
