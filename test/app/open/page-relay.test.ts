import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { join } from 'node:path';
import { PageRelay } from '../../../app/open/page-relay.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';

describe('A port through which a browser reaches a service on a socket', () => {
  const folder = temporaryFolder();
  let asked: IncomingMessage[] = [];
  let service: Server;
  let relay: PageRelay;
  let origin: string;
  let token: string;
  beforeEach(async () => {
    asked = [];
    service = createServer((incoming, answer) => {
      asked.push(incoming);
      if (incoming.url?.startsWith('/v1/endless')) answer.write('a'.repeat(10));
      else if (incoming.url?.endsWith('-ticket')) answer.end(JSON.stringify({ ticket: '123.abc' }));
      else answer.setHeader('etag', '"1"').end(`answer to ${incoming.method} ${incoming.url}`);
    });
    service.listen(join(folder(), 'service.sock'));
    await once(service, 'listening');
    relay = await PageRelay.open(join(folder(), 'service.sock'), 0);
    const address = new URL(relay.address);
    origin = address.origin;
    token = address.hash.slice('#token='.length);
  });
  afterEach(async () => {
    await relay.close();
    service.close();
    service.closeAllConnections();
  });

  const ask = (path: string, init: RequestInit = {}) => fetch(`${origin}${path}`, init);
  const shown = () => ({ authorization: `Bearer ${token}` });

  it('gives the page to who is on this machine, and all else to who knows its token', async () => {
    assert.ok(token.length >= 32);
    for (const path of ['/', '/page/page-ABCDEFGH.js', '/v1/openapi.json']) {
      assert.equal(await (await ask(path)).text(), `answer to GET ${path}`);
    }
    for (const [path, init] of [
      ['/v1/runs', {}],
      ['/page/../v1/runs', {}],
      ['/v1/runs', { headers: { authorization: 'Bearer another-another-another' } }],
      ['/', { method: 'POST' }],
      ['/lease', {}],
    ] as const) {
      const answer = await ask(path, init);
      assert.equal(answer.status, 401, path);
      assert.equal(((await answer.json()) as { error: { code: string } }).error.code, 'TOKEN_REQUIRED');
    }
    const answer = await ask('/v1/runs?limit=1', { headers: shown() });
    assert.deepEqual([await answer.text(), answer.headers.get('etag')], ['answer to GET /v1/runs?limit=1', '"1"']);
    assert.equal(asked.at(-1)!.headers.authorization, undefined, 'the token goes no further');
  });

  it('answers no page that has given its own name the address of this machine', async () => {
    const { hostname, port } = new URL(origin);
    const asking = request({ hostname, port, path: '/v1/runs', headers: { ...shown(), host: 'evil.example' } }).end();
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    answer.resume();
    assert.equal(answer.statusCode, 401);
    assert.equal(asked.length, 0);
  });

  it('lets a ticket lead to that which the service gave it for, and to nothing else', async () => {
    const path = '/v1/videos/v1/source';
    assert.equal((await ask(`${path}?ticket=123.abc`)).status, 401);
    assert.equal((await ask(`${path}-ticket`, { method: 'POST' })).status, 401);
    const given = await ask(`${path}-ticket`, { method: 'POST', headers: shown() });
    assert.deepEqual(await given.json(), { ticket: '123.abc' });
    assert.equal((await ask(`${path}?ticket=123.abc`)).status, 200);
    assert.equal((await ask('/v1/videos/v2/source?ticket=123.abc')).status, 401);
    assert.equal((await ask(`${path}?ticket=123.abc`, { method: 'POST' })).status, 401);
  });

  it('ends what is asked for who leaves', async () => {
    const leaving = new AbortController();
    const answer = await ask('/v1/endless', { headers: shown(), signal: leaving.signal });
    assert.equal(answer.status, 200);
    const ended = once(asked.at(-1)!.socket, 'close');
    leaving.abort();
    await ended;
  });

  it('says that the service is gone', async () => {
    service.close();
    service.closeAllConnections();
    const answer = await ask('/v1/runs', { headers: shown() });
    assert.equal(((await answer.json()) as { error: { code: string } }).error.code, 'STORE_UNREACHABLE');
  });

  it('says which port is not to be had', async () => {
    const taken = Number(new URL(origin).port);
    await assert.rejects(PageRelay.open('/nowhere', taken), { code: 'STORE_UNREACHABLE', message: /--port/ });
  });
});
