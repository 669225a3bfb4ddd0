import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describedStore } from './described-store.ts';

describe('The page that shows the interface', () => {
  it('is made of what the service itself serves, and shows its description', () =>
    describedStore('v1', async (app, document) => {
      const page = await app.inject('/docs');
      assert.equal(page.statusCode, 200);
      assert.match(String(page.headers['content-type']), /^text\/html/);
      const parts = [...page.body.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, url]) => url!);
      assert.ok(parts.length >= 5, page.body);
      for (const url of [...parts, '/docs/static/swagger-initializer.js']) {
        assert.match(url, /^\/docs\//);
        const part = await app.inject(url);
        assert.equal(part.statusCode, 200, url);
        assert.ok(part.body.length > 100, url);
      }
      assert.deepEqual((await app.inject('/docs/json')).json(), document);
    }));

  it('is told to fetch nothing from elsewhere', () =>
    describedStore('v1', async (app) => {
      const { headers } = await app.inject('/docs');
      const policy = String(headers['content-security-policy']);
      assert.match(policy, /default-src 'self'/);
      assert.doesNotMatch(policy, /https?:|upgrade-insecure/);
      const { body } = await app.inject('/docs/static/swagger-initializer.js');
      assert.match(body, /validatorUrl: null/);
    }));

  it('answers as all else does to what it does not hold', () =>
    describedStore('v1', async (app) => {
      for (const url of ['/docs/nothing', '/docs/static/nothing.js', '/docs/static/..%2f..%2fpackage.json']) {
        const answer = await app.inject(url);
        assert.deepEqual([answer.statusCode, answer.json().error.code], [404, 'CONFIG_INVALID'], url);
      }
    }));

  it('is not loaded by a service that nobody asks for it', async () => {
    const app = JSON.stringify(resolve('dist/results/http/app.js'));
    const script = `
      const { createRequire } = await import('node:module');
      await import(${app});
      const loaded = Object.keys(createRequire(${app}).cache);
      console.log(loaded.some((path) => path.includes('/fastify/')), loaded.some((path) => path.includes('swagger')));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    assert.equal(stdout, 'true false\n');
  });
});
