import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { build } from '../../../results/http/app.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import type { RawFilter } from '../../../shared/questions.ts';
import { appParts } from '../fixtures/app-parts.ts';
import { inFreshFolder, sampleResult, sampleRun, storeResults } from '../fixtures/samples.ts';

/** An app over a store with one run and a chunk of it; `asked` counts the questions that reached the store. */
async function withApp(body: (app: FastifyInstance, store: DuckDbStore, asked: () => number) => Promise<void>) {
  await inFreshFolder(async (folder) => {
    const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
    await store.ledger.open(sampleRun());
    await storeResults(store, [sampleResult(0)]);
    let count = 0;
    const reader = new Proxy(store.reader, {
      get: (target, name) => {
        const value = Reflect.get(target, name) as (...args: unknown[]) => unknown;
        return (...args: unknown[]) => {
          count++;
          return value.apply(target, args);
        };
      },
    });
    const app = build(appParts(store, { reader }));
    try {
      await body(app, store, () => count);
    } finally {
      await app.close();
      await store.close();
    }
  });
}

const QUESTIONS = [
  '/v1/detections',
  '/v1/detections?format=json&limit=1',
  '/v1/counts?by=label',
  '/v1/segments?label=person',
  '/v1/coverage',
  '/v1/tracks',
  '/v1/runs',
  '/v1/runs/r1/latency',
  '/counts?by=label',
];

describe('The tag of an answer', () => {
  it('is there whether the answer is streamed or not, and spares the question while nothing is stored', () =>
    withApp(async (app, store, asked) => {
      for (const url of QUESTIONS) {
        const first = await app.inject(url);
        assert.equal(first.statusCode, 200, first.body);
        const tag = String(first.headers.etag);
        assert.match(tag, /^W\/"\S+"$/, url);
        assert.equal(first.headers['cache-control'], 'private, no-cache');
        const before = asked();
        for (const shown of [tag, tag.slice(2), `"other", ${tag}`, '*']) {
          const again = await app.inject({ url, headers: { 'if-none-match': shown } });
          assert.deepEqual([again.statusCode, again.body, again.headers.etag], [304, '', tag], `${url} ${shown}`);
        }
        assert.equal(asked(), before, url);
        assert.equal((await app.inject({ url, headers: { 'if-none-match': '"other"' } })).statusCode, 200);
      }
      const tag = String((await app.inject('/v1/counts?by=label')).headers.etag);
      await storeResults(store, [sampleResult(1)]);
      const newer = await app.inject({ url: '/v1/counts?by=label', headers: { 'if-none-match': tag } });
      assert.equal(newer.statusCode, 200);
      assert.notEqual(newer.headers.etag, tag);
    }));

  it('is another one when the service has started anew', () =>
    inFreshFolder(async (folder) => {
      const tags: unknown[] = [];
      for (let start = 0; start < 2; start++) {
        const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
        const app = build(appParts(store));
        tags.push((await app.inject('/v1/runs')).headers.etag);
        await app.close();
        await store.close();
      }
      assert.notEqual(tags[0], tags[1]);
    }));

  it('is not newer than the answer: what is stored before it is read gives another', () =>
    inFreshFolder(async (folder) => {
      const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
      await store.ledger.open(sampleRun());
      let chunk = 0;
      const reader = Object.assign(Object.create(store.reader) as typeof store.reader, {
        counts: async (filter: RawFilter) => {
          await storeResults(store, [sampleResult(chunk++)]);
          return store.reader.counts(filter);
        },
      });
      const app = build(appParts(store, { reader }));
      const url = '/counts?by=label';
      const answer = await app.inject(url);
      const later = await app.inject({ url, headers: { 'if-none-match': String(answer.headers.etag) } });
      assert.deepEqual([answer.json()[0].detections, later.statusCode, later.json()[0].detections], [4, 200, 8]);
      await app.close();
      await store.close();
    }));

  it('is on no answer but to questions about the store that have one', () =>
    withApp(async (app) => {
      const urls = [
        '/healthz',
        '/v1/runs/r1',
        '/v1/counts',
        '/v1/detections?label=unicorn',
        '/v1/runs?run=ghost',
        '/nowhere',
      ];
      for (const url of urls) {
        const { headers } = await app.inject({ url, headers: { 'if-none-match': '"x"' } });
        assert.equal(headers.etag, undefined, url);
      }
    }));
});
