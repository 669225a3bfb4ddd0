import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { build } from '../../../results/http/app.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { type RecordedVideo, SourceGoneError } from '../../../shared/frame-pictures.ts';
import { appParts, noFrames } from '../fixtures/app-parts.ts';
import { inFreshFolder, sampleRun } from '../fixtures/samples.ts';

const TOKEN = 'write-write-write-write';
const READ = 'read-read-read-read-read';
const BYTES = randomBytes(100_000);

/** A service with one source, which wants a token. */
async function withSource(body: (app: FastifyInstance, path: string) => Promise<void>): Promise<void> {
  await inFreshFolder(async (folder) => {
    const path = join(folder, '.a gate? 100 %.mp4');
    writeFileSync(path, BYTES);
    const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
    for (const id of ['1', '2', '3']) {
      await store.ledger.open(sampleRun({ runId: `r${id}`, video: { videoId: `v${id}`, uri: `/videos/${id}.mp4` } }));
    }
    const sourceOf = async ({ videoId, places }: RecordedVideo): Promise<string> => {
      if (videoId === 'v1') return path;
      if (videoId === 'v3') return folder;
      throw new SourceGoneError('gone', `no source at ${places}`);
    };
    const app = build(
      appParts(store, { frames: { ...noFrames, sourceOf }, access: { kind: 'tokens', write: TOKEN, read: READ } }),
    );
    try {
      await body(app, path);
    } finally {
      await app.close();
      await store.close();
    }
  });
}

const shown = { authorization: `Bearer ${READ}` };

async function ticketOf(app: FastifyInstance, videoId = 'v1'): Promise<string> {
  const answer = await app.inject({ method: 'POST', url: `/v1/videos/${videoId}/source-ticket`, headers: shown });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json().ticket;
}

describe('The file of a video', () => {
  it('is given whole, or the part that is asked for', () =>
    withSource(async (app) => {
      const ask = (range?: string) =>
        app.inject({ url: '/v1/videos/v1/source', headers: { ...shown, ...(range !== undefined && { range }) } });
      const whole = await ask();
      assert.deepEqual([whole.statusCode, whole.headers['content-type']], [200, 'video/mp4']);
      assert.ok(whole.rawPayload.equals(BYTES));
      assert.equal(whole.headers['accept-ranges'], 'bytes');
      for (const [range, from, to] of [
        ['bytes=0-0', 0, 1],
        ['bytes=500-999', 500, 1000],
        ['bytes=99000-', 99_000, 100_000],
        ['bytes=-10', 99_990, 100_000],
        ['bytes=99990-200000', 99_990, 100_000],
      ] as const) {
        const part = await ask(range);
        assert.equal(part.statusCode, 206, range);
        assert.equal(part.headers['content-range'], `bytes ${from}-${to - 1}/100000`);
        assert.ok(part.rawPayload.equals(BYTES.subarray(from, to)), range);
      }
      assert.equal((await ask('bytes=200000-')).statusCode, 416);
    }));

  it('is given without a token to who has a ticket to it, and to nobody else', () =>
    withSource(async (app) => {
      const ticket = await ticketOf(app);
      const status = async (url: string) => (await app.inject(url)).statusCode;
      assert.equal(await status(`/v1/videos/v1/source?ticket=${ticket}`), 200);
      assert.equal(await status('/v1/videos/v1/source'), 401);
      assert.equal(await status(`/v1/videos/v1/source?ticket=${ticket.replace(/.$/, 'x')}`), 401);
      assert.equal(await status(`/v1/videos/v1/source?ticket=${ticket}&ticket=${ticket}`), 401);
      for (const other of ['/v1/videos/v2/source', '/v1/runs', '/v1/zones']) {
        assert.equal(await status(`${other}?ticket=${ticket}`), 401, other);
      }
      const none = await app.inject({ method: 'POST', url: '/v1/videos/v1/source-ticket' });
      assert.equal(none.statusCode, 401);
    }));

  it('is told to be gone, to who asks for it and to who asks for a ticket', () =>
    withSource(async (app, path) => {
      const ticket = await ticketOf(app);
      for (const [method, url] of [
        ['GET', '/v1/videos/v2/source'],
        ['POST', '/v1/videos/v2/source-ticket'],
      ] as const) {
        const answer = await app.inject({ method, url, headers: shown });
        assert.deepEqual([answer.statusCode, answer.json().error.code], [410, 'SOURCE_GONE'], url);
        assert.match(answer.json().error.message, /\/videos\/2\.mp4/);
      }
      const others = [];
      for (const id of ['v3', 'ghost']) {
        const answer = await app.inject({ url: `/v1/videos/${id}/source`, headers: shown });
        others.push([answer.statusCode, answer.json().error.code]);
      }
      assert.deepEqual(others, [
        [422, 'INPUT_UNREADABLE'],
        [404, 'RUN_NOT_FOUND'],
      ]);
      rmSync(path);
      assert.equal((await app.inject(`/v1/videos/v1/source?ticket=${ticket}`)).statusCode, 410);
    }));
});
