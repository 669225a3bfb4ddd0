import assert from 'node:assert/strict';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { type AppParts, build } from '../../../results/http/app.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { appParts } from '../fixtures/app-parts.ts';
import { inFreshFolder } from '../fixtures/samples.ts';

/** Scripts and styles of the page together, compressed. */
const MOST_BYTES = 200_000;

async function withApp(body: (app: FastifyInstance) => Promise<void>, changes: Partial<AppParts> = {}): Promise<void> {
  await inFreshFolder(async (folder) => {
    const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
    const app = build(appParts(store, changes));
    try {
      await body(app);
    } finally {
      await app.close();
      await store.close();
    }
  });
}

/** What the page says it is made of. */
function partsOf(html: string): string[] {
  return [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => `/${path}`);
}

describe('The page of the results service', () => {
  it('is there without a token, and holds nothing of the store', () =>
    withApp(
      async (app) => {
        const page = await app.inject('/');
        assert.deepEqual([page.statusCode, page.headers['content-type']], [200, 'text/html; charset=utf-8']);
        for (const path of partsOf(page.body)) assert.equal((await app.inject(path)).statusCode, 200, path);
        assert.equal((await app.inject('/v1/runs')).statusCode, 401);
      },
      { access: { kind: 'tokens', write: 'write-write-write-write', read: null } },
    ));

  it('runs scripts and takes styles of this service alone, none of which stand in the page itself', () =>
    withApp(async (app) => {
      const { body, headers } = await app.inject('/');
      const policy = String(headers['content-security-policy']);
      for (const rule of ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"]) {
        assert.ok(policy.split('; ').includes(rule), rule);
      }
      assert.ok(!policy.includes('unsafe'));
      assert.doesNotMatch(body, /<style|<script[^>]*>[^<]| style=| on\w+=|https?:/);
      assert.equal(headers['x-content-type-options'], 'nosniff');
    }));

  it('is kept by browsers for ever where its name says what it holds, and asked about anew else', () =>
    withApp(async (app) => {
      const page = await app.inject('/');
      assert.equal(page.headers['cache-control'], 'no-cache');
      const again = await app.inject({ url: '/', headers: { 'if-none-match': String(page.headers.etag) } });
      assert.deepEqual([again.statusCode, again.body], [304, '']);
      const named = partsOf(page.body).filter((path) => /\.(js|css)$/.test(path));
      assert.equal(named.length, 2);
      for (const path of named) {
        assert.match(String((await app.inject(path)).headers['cache-control']), /immutable/, path);
      }
    }));

  it('is compressed for who takes that, in all below the size that it may have', () =>
    withApp(async (app) => {
      let [br, gzip] = [0, 0];
      const parts = partsOf((await app.inject('/')).body);
      for (const url of parts) {
        const plain = (await app.inject(url)).rawPayload;
        const packed = await app.inject({ url, headers: { 'accept-encoding': 'gzip, deflate, br' } });
        assert.equal(packed.headers['content-encoding'], 'br');
        assert.deepEqual(brotliDecompressSync(packed.rawPayload), plain);
        const zipped = await app.inject({ url, headers: { 'accept-encoding': 'gzip' } });
        assert.deepEqual(gunzipSync(zipped.rawPayload), plain);
        br += packed.rawPayload.length;
        gzip += zipped.rawPayload.length;
      }
      assert.ok(br <= gzip && gzip < MOST_BYTES, `${br} and ${gzip} bytes`);
    }));

  it('says that nothing is there under other names', () =>
    withApp(async (app) => {
      for (const path of ['/page/nothing.js', '/page/..%2f..%2fpackage.json', '/page/%2e%2e/tar.js']) {
        assert.equal((await app.inject(path)).statusCode, 404, path);
      }
    }));
});
