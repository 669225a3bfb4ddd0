import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { ZonesYaml } from '../../../results/home-files/zones-yaml.ts';
import { build } from '../../../results/http/app.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { appParts } from '../fixtures/app-parts.ts';
import { inFreshFolder, sampleResult, sampleRun, storeResults } from '../fixtures/samples.ts';

const TEXT = `videos:
  'one.*': # all of it
    zones:
      lawn: [[0%, 50%], [100%, 50%], [100%, 100%]]
  v2:
    lines:
      door: {from: [0, 0], to: [10, 10]}
`;
const POINTS = [
  [0, 0],
  [400, 0],
  [400, 200],
];

async function withZones(
  text: string | null,
  body: (app: FastifyInstance, path: string, store: DuckDbStore) => Promise<void>,
): Promise<void> {
  await inFreshFolder(async (folder) => {
    const path = join(folder, 'zones.yaml');
    if (text !== null) writeFileSync(path, text);
    const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
    await store.ledger.open(sampleRun());
    const app = build(appParts(store, { zones: new ZonesYaml(path) }));
    try {
      await body(app, path, store);
    } finally {
      await app.close();
      await store.close();
    }
  });
}

async function versionOf(app: FastifyInstance): Promise<string> {
  return (await app.inject('/v1/zones')).json().version;
}

function patch(app: FastifyInstance, version: string, videos: unknown) {
  return app.inject({ method: 'PATCH', url: `/v1/zones?version=${version}`, payload: { videos } });
}

describe('The zones of the service', () => {
  it('are empty where there is no file, and begin one when a zone is drawn', () =>
    withZones(null, async (app, path) => {
      assert.equal((await app.inject('/v1/zones')).json().text, '');
      assert.deepEqual((await app.inject('/v1/videos/v1/zones')).json(), []);
      const answer = await patch(app, await versionOf(app), { 'one.mp4': { zones: { lawn: { points: POINTS } } } });
      assert.equal(answer.statusCode, 200, answer.body);
      assert.equal(readFileSync(path, 'utf8'), answer.json().text);
      const expected = { kind: 'zone', name: 'lawn', pattern: 'one.mp4', anchor: 'bottom', points: POINTS };
      assert.deepEqual((await app.inject('/v1/videos/v1/zones')).json(), [{ ...expected, metersPerPixel: null }]);
    }));

  it('are those of the patterns that fit a video, in its pixels', () =>
    withZones(TEXT, async (app) => {
      const [lawn, ...others] = (await app.inject('/v1/videos/v1/zones')).json();
      assert.deepEqual(lawn.points, [
        [0, 200],
        [800, 200],
        [800, 400],
      ]);
      assert.deepEqual([lawn.pattern, others], ['one.*', []]);
      const { statusCode, body } = await app.inject('/v1/videos/ghost/zones');
      assert.deepEqual([statusCode, JSON.parse(body).error.code], [404, 'RUN_NOT_FOUND']);
    }));

  it('keep what is not named, comments too', () =>
    withZones(TEXT, async (app, path) => {
      await patch(app, await versionOf(app), { v2: { lines: { door: null } }, 'one.*': { metersPerPixel: 0.1 } });
      const text = readFileSync(path, 'utf8');
      assert.ok(text.includes('# all of it') && text.includes('metersPerPixel: 0.1'), text);
      assert.ok(!text.includes('door'), text);
    }));

  it('are not changed by who has not seen the last change', () =>
    withZones(TEXT, async (app, path) => {
      const version = await versionOf(app);
      const both = await Promise.all([
        patch(app, version, { v2: { zones: { a: { points: POINTS } } } }),
        patch(app, version, { v2: { zones: { b: { points: POINTS } } } }),
      ]);
      assert.deepEqual(both.map(({ statusCode }) => statusCode).sort(), [200, 409]);
      const text = readFileSync(path, 'utf8');
      assert.notEqual(text.includes('a:'), text.includes('b:'));
      writeFileSync(path, `${text}# by hand\n`);
      const late = await patch(app, both.find(({ statusCode }) => statusCode === 200)!.json().version, { v2: null });
      assert.deepEqual([late.statusCode, late.json().error.code], [409, 'EDIT_CONFLICT']);
    }));

  it('are not changed into what is not understood; the fault is named', () =>
    withZones(TEXT, async (app, path) => {
      const version = await versionOf(app);
      for (const [videos, named] of [
        [{ v2: { zones: { a: { points: POINTS.slice(1) } } } }, /`videos\.v2\.zones\.a\.points`: .*three points/],
        [{ v2: { zones: { 'a,b': { points: POINTS } } } }, /without commas/],
        [{ v2: { zones: { a: { points: POINTS, anchor: 'top' } } } }, /bottom, center, any or all/],
        [{ v2: { lines: { a: { from: [0, 0], to: [0, 0] } } } }, /different points/],
        [{ v2: { colour: 'red' } }, /colour/],
        ['all', /videos/],
      ] as const) {
        const answer = await patch(app, version, videos);
        assert.deepEqual([answer.statusCode, answer.json().error.code], [400, 'CONFIG_INVALID'], answer.body);
        assert.match(answer.json().error.message, named);
      }
      assert.equal(readFileSync(path, 'utf8'), TEXT);
      const noVersion = await app.inject({ method: 'PATCH', url: '/v1/zones', payload: { videos: {} } });
      assert.equal(noVersion.statusCode, 400);
    }));

  it('are those of questions that name some and bring none, and make other answers when they are changed', () =>
    withZones(null, async (app, _path, store) => {
      await storeResults(store, [sampleResult(0)]); // a box in each frame, with the middle of its lower edge at (20, 60)
      const { generation } = await store.ledger.read('r1');
      const end = { sampledFrames: 4, frameCount: 4, inputError: null };
      await store.ledger.endInput({ runId: 'r1', generation }, end);
      const ask = (url: string, tag = '') => app.inject({ url, headers: { 'if-none-match': tag } });
      const url = '/v1/counts?by=run&zone=corner&format=json';
      assert.equal((await ask(url)).statusCode, 400);
      const around = (side: number) => [
        [0, 0],
        [side, 0],
        [side, side],
        [0, side],
      ];
      await patch(app, await versionOf(app), { '*': { zones: { corner: { points: around(100) } } } });
      const found = await ask(url);
      assert.equal(found.json().rows[0].detections, 4, found.body);
      const tag = String(found.headers.etag);
      assert.equal((await ask(url, tag)).statusCode, 304);
      await patch(app, await versionOf(app), { '*': { zones: { corner: { points: around(50) } } } });
      const changed = await ask(url, tag);
      assert.deepEqual([changed.statusCode, changed.json().rows[0].detections], [200, 0]);
      const own = encodeURIComponent(`videos: {'*': {zones: {corner: ${JSON.stringify(around(100))}}}}`);
      assert.equal((await ask(`${url}&zones=${own}`)).json().rows[0].detections, 4);
      for (const [path, status] of [
        ['/v1/visits?zone=corner', 200],
        ['/v1/visits', 200],
        ['/v1/visits?zone=0,0,100,100', 200],
        ['/v1/crossings?line=door', 400],
        ['/v1/crossings', 400],
      ] as const) {
        assert.equal((await ask(path)).statusCode, status, path);
      }
    }));

  it('are not looked into by questions that draw their own: a file that is broken is no matter to them', () =>
    withZones('videos: [', async (app) => {
      assert.equal((await app.inject('/v1/detections?zone=0,0,100,100')).statusCode, 200);
      assert.equal((await app.inject('/v1/detections?zone=lawn')).statusCode, 400);
      assert.equal((await app.inject('/v1/tracks')).statusCode, 200);
    }));

  it('say which line of a file that somebody has broken is at fault, and leave it', () =>
    withZones('videos:\n  v1:\n    zones: {a: [[0, 0]]}\n', async (app, path) => {
      for (const answer of [await app.inject('/v1/zones'), await patch(app, 'any', { v1: null })]) {
        assert.equal(answer.statusCode, 400);
        assert.match(answer.json().error.message, /line 3, `videos\.v1\.zones\.a`/);
      }
      assert.ok(existsSync(path));
    }));
});
