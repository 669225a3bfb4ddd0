import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { ResultsClient } from '../../../client/results-client.ts';
import { type AppParts, build } from '../../../results/http/app.ts';
import { Database } from '../../../results/store/database.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { rowsOf } from '../../../results/store/rows.ts';
import type { DetectionRow } from '../../../shared/questions.ts';
import { parseResultsUrl } from '../../../shared/results-address.ts';
import { appParts } from '../fixtures/app-parts.ts';
import { until } from '../fixtures/private-redis.ts';
import { routesOf as allRoutesOf } from '../fixtures/routes-of.ts';
import { inFreshFolder, sampleRun } from '../fixtures/samples.ts';

const WRITE = 'write-write-write-write';
const READ = 'read-read-read-read-read';
const GUARDED: Partial<AppParts> = { access: { kind: 'tokens', write: WRITE, read: READ } };

async function withApp(
  changes: Partial<AppParts>,
  body: (app: FastifyInstance, store: DuckDbStore) => Promise<void>,
): Promise<void> {
  await inFreshFolder(async (folder) => {
    const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
    const app = build(appParts(store, changes));
    try {
      await body(app, store);
    } finally {
      await app.close();
      await store.close();
    }
  });
}

/** Every method and path that there is, parameters filled in; and those that want no token. */
function routesOf(app: FastifyInstance): [method: string, path: string][] {
  return allRoutesOf(app).map(([method, path]) => [method, path.replaceAll(/:\w+/g, 'r1')]);
}
const OPEN = ['/v1/openapi.json', '/docs', '/docs/*', '/', '/page/r1'];

describe('Access to the HTTP interface', () => {
  it('is refused without a token on every route that there is, and where there is none', () =>
    withApp(GUARDED, async (app) => {
      await app.ready();
      const routes = routesOf(app).filter(([, path]) => !OPEN.includes(path));
      for (const known of ['GET /healthz', 'GET /lease', 'PUT /runs/r1', 'PUT /v1/runs/r1/end', 'GET /v1/counts']) {
        assert.ok(routes.map((route) => route.join(' ')).includes(known), `${known} of\n${app.printRoutes()}`);
      }
      for (const [method, url] of [...routes, ['GET', '/nowhere'], ['DELETE', '/runs/r1'], ['OPTIONS', '/runs']]) {
        for (const headers of [{}, { authorization: 'Bearer wrong-wrong-wrong' }]) {
          const answer = await app.inject({ method: method as 'GET', url: url!, headers });
          assert.equal(answer.statusCode, 401, `${method} ${url}`);
          assert.equal(answer.headers['www-authenticate'], 'Bearer');
          if (method !== 'HEAD') assert.equal(answer.json().error.code, 'TOKEN_REQUIRED');
        }
      }
    }));

  it('is given without a token to the description of the interface alone', () =>
    withApp(GUARDED, async (app) => {
      for (const url of ['/v1/openapi.json', '/docs', '/docs/static/swagger-ui.css']) {
        assert.equal((await app.inject(url)).statusCode, 200, url);
      }
      assert.equal((await app.inject('/docs/../v1/runs')).statusCode, 401);
    }));

  it('is refused to the token that may ask on every route that writes', () =>
    withApp(GUARDED, async (app) => {
      await app.ready();
      const writing = routesOf(app).filter(([method]) => !['GET', 'HEAD'].includes(method));
      assert.ok(writing.length >= 3);
      for (const [method, url] of writing) {
        const headers = { authorization: `Bearer ${READ}` };
        const answer = await app.inject({ method: method as 'PUT', url, headers, payload: {} });
        const code = answer.json().error.code;
        // who may ask is told what is wrong with a question, or that there is no such thing
        assert.ok([400, 403, 404].includes(answer.statusCode), `${method} ${url}: ${answer.statusCode}`);
        assert.equal(code === 'TOKEN_READ_ONLY', answer.statusCode === 403);
      }
      const put = await app.inject({
        ...{ method: 'PUT', url: '/runs/r1', payload: sampleRun() },
        headers: { authorization: `Bearer ${READ}` },
      });
      assert.deepEqual([put.statusCode, put.json().error.code], [403, 'TOKEN_READ_ONLY']);
    }));

  it('is given to a client with the token that its work needs', () =>
    withApp(GUARDED, async (app) => {
      const url = await app.listen({ port: 0, host: '127.0.0.1' });
      const clientWith = (token: string | null, readToken: string | null) =>
        new ResultsClient(parseResultsUrl(url, { token, readToken }), 0);
      const [writer, reader, nobody] = [clientWith(WRITE, READ), clientWith(null, READ), clientWith(null, null)];
      assert.equal((await writer.ledger.open(sampleRun())).state, 'open');
      assert.deepEqual((await reader.reader.runs({})).length, 1);
      await assert.rejects(reader.ledger.open(sampleRun()), { code: 'TOKEN_READ_ONLY' });
      await assert.rejects(nobody.reader.runs({}), { code: 'TOKEN_REQUIRED' });
      assert.deepEqual([await writer.isAnswering(), await reader.isAnswering()], [true, true]);
      for (const client of [writer, reader, nobody]) await client.close();
    }));

  it('is refused on loopback to a page that calls loopback by its own name', () =>
    withApp({ access: { kind: 'loopback' } }, async (app) => {
      for (const [host, status] of [
        ['localhost:8080', 200],
        ['evil.example', 401],
      ] as const) {
        assert.equal((await app.inject({ url: '/runs', headers: { host } })).statusCode, status);
      }
    }));

  it('answers 413 to a body that is too long and 415 to one of another kind, with a code', () =>
    withApp({}, async (app) => {
      for (const [type, payload, status] of [
        ['application/json', `{"a":"${'x'.repeat(2 << 20)}"}`, 413],
        ['application/xml', '<a/>', 415],
      ] as const) {
        const request = { method: 'PUT', url: '/runs/r1', headers: { 'content-type': type }, payload } as const;
        const answer = await app.inject(request);
        assert.deepEqual([answer.statusCode, answer.json().error.code], [status, 'CONFIG_INVALID']);
      }
    }));

  for (const [what, bytes] of [
    ['a head that does not end', 'GET /runs HTTP/1.1\r\nhost: x\r\n'],
    [
      'a body that does not come',
      'PUT /runs/r1 HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{',
    ],
  ] as const) {
    it(`answers 408 to ${what} in time`, () =>
      withApp({ limits: { headMs: 200, requestMs: 200 } }, async (app) => {
        await app.listen({ port: 0, host: '127.0.0.1' });
        const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
        let text = '';
        socket.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        socket.write(bytes);
        await once(socket, 'close');
        assert.match(text, /^HTTP\/1\.1 408 /);
        assert.equal(JSON.parse(text.split('\r\n\r\n')[1]!).error.code, 'CONFIG_INVALID');
      }));
  }

  it('answers so many questions at once, lets others wait, and refuses them when that is in vain', () =>
    inFreshFolder(async (folder) => {
      const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
      const held: (() => void)[] = [];
      const reader = Object.assign(Object.create(store.reader) as typeof store.reader, {
        counts: () => new Promise<never[]>((resolve) => held.push(() => resolve([]))),
      });
      const app = build(appParts(store, { reader, limits: { questions: 2, turnMs: 300 } }));
      const ask = () => app.inject('/counts?by=label');
      const first = [ask(), ask()];
      await until('two questions to be asked', () => held.length === 2);
      const refused = await ask();
      assert.deepEqual([refused.statusCode, refused.json().error.code], [503, 'STORE_BUSY']);
      assert.equal((await app.inject({ method: 'HEAD', url: '/counts?by=label' })).statusCode, 503);
      assert.equal((await app.inject('/healthz')).statusCode, 200);
      await app.inject({ method: 'PUT', url: '/runs/r1', payload: sampleRun() });
      assert.equal((await app.inject('/runs/r1')).statusCode, 200);
      const waiting = ask();
      held.shift()!();
      await until('the third question to be asked', () => held.length === 2);
      for (const end of held) end();
      for (const answer of await Promise.all([...first, waiting])) assert.equal(answer.statusCode, 200);

      held.length = 0;
      const origin = await app.listen({ port: 0, host: '127.0.0.1' });
      const leaving = new AbortController();
      const left = [1, 2].map(() => fetch(`${origin}/counts?by=label`, { signal: leaving.signal }).catch(() => null));
      await until('two who leave to be worked for', () => held.length === 2);
      leaving.abort();
      await Promise.all(left);
      assert.equal((await ask()).json().error.code, 'STORE_BUSY', 'their work goes on');
      for (const end of held.splice(0)) end();
      const last = ask();
      await until('the last question to be asked', () => held.length === 1);
      held[0]!();
      assert.equal((await last).statusCode, 200);
      await app.close();
      await store.close();
    }));

  it('gives up an answer that its asker does not read', () =>
    inFreshFolder(async (folder) => {
      const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
      let isOver = false;
      async function* endless(): AsyncGenerator<DetectionRow[]> {
        const row = { runId: 'r'.repeat(1000) } as DetectionRow;
        try {
          for (;;) yield await Promise.resolve(Array.from({ length: 100 }, () => row));
        } finally {
          isOver = true;
        }
      }
      const reader = Object.assign(Object.create(store.reader) as typeof store.reader, {
        detections: async () => endless(),
      });
      const app = build(appParts(store, { reader, limits: { unreadMs: 500 } }));
      await app.listen({ port: 0, host: '127.0.0.1' });
      const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1').pause();
      socket.on('error', () => undefined);
      socket.write('GET /detections HTTP/1.1\r\nhost: x\r\n\r\n');
      await until('the answer to be given up', () => isOver);
      socket.destroy();
      await app.close();
      await store.close();
    }));

  it('ends the work for an answer when its asker leaves', () =>
    inFreshFolder(async (folder) => {
      const path = join(folder, 'detections.duckdb');
      const store = await DuckDbStore.open(path);
      const database = await Database.open({ path, readOnly: false, memoryMb: 1024 });
      let [begun, outcome] = [false, ''];
      const endless = 'SELECT count(*) AS n FROM range(100000) a(i), range(10000000) b(j) WHERE (a.i * b.j) % 7 = 3';
      const counts = (hasLeft: AbortSignal) => ({
        counts: () =>
          database
            .askedBy(hasLeft)
            .read((connection) => {
              begun = true;
              return rowsOf<never>(connection, { sql: endless, values: {} });
            })
            .catch((error: Error) => {
              outcome = error.message;
              throw error;
            }),
      });
      const askedBy = (hasLeft: AbortSignal) => ({
        ...store.askedBy(hasLeft),
        reader: Object.assign(Object.create(store.reader) as typeof store.reader, counts(hasLeft)),
      });
      const app = build(appParts(store, { askedBy }));
      const origin = await app.listen({ port: 0, host: '127.0.0.1' });
      const leaving = new AbortController();
      const asked = fetch(`${origin}/counts?by=label`, { signal: leaving.signal }).catch(() => null);
      await until('the work to begin', () => begun);
      leaving.abort();
      await asked;
      await until('the work to end', () => /got nobody/.test(outcome));
      await app.close();
      await database.close();
      await store.close();
    }));
});
