import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { NotesFile } from '../../../results/home-files/notes-file.ts';
import { build } from '../../../results/http/app.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { MAX_NOTE_LENGTH, type Note } from '../../../shared/notes.ts';
import { appParts } from '../fixtures/app-parts.ts';
import { inFreshFolder, sampleRun } from '../fixtures/samples.ts';

const STAR = { ptsSeconds: 0.4, starred: true, text: '' };

async function withNotes(body: (app: FastifyInstance, path: string) => Promise<void>): Promise<void> {
  await inFreshFolder(async (folder) => {
    const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
    for (const id of ['1', '2']) await store.ledger.open(sampleRun({ runId: `r${id}`, video: { videoId: `v${id}` } }));
    const path = join(folder, 'notes.json');
    const app = build(appParts(store, { notes: new NotesFile(path) }));
    try {
      await body(app, path);
    } finally {
      await app.close();
      await store.close();
    }
  });
}

function put(app: FastifyInstance, place: string, payload: object) {
  return app.inject({ method: 'PUT', url: `/v1/videos/${place}`, payload });
}

async function notesOf(app: FastifyInstance, path: string): Promise<Note[]> {
  return (await app.inject(path)).json();
}

describe('Stars and notes', () => {
  it('stay on their frames, one for each, by video and frame, also for another service', () =>
    withNotes(async (app, path) => {
      assert.deepEqual(await notesOf(app, '/v1/notes'), []);
      for (const place of ['v2/notes/7', 'v1/notes/100', 'v1/notes/9']) await put(app, place, STAR);
      const words = { ptsSeconds: 0.36, starred: false, text: 'the red car, "again"\n— from the left' };
      const answer = await put(app, 'v1/notes/9', words);
      assert.equal(answer.statusCode, 200, answer.body);
      const { changedAt, ...note } = answer.json();
      assert.deepEqual(note, { videoId: 'v1', frameIndex: 9, ...words });
      assert.ok(Math.abs(Date.parse(changedAt) - Date.now()) < 60_000);
      const places = (await notesOf(app, '/v1/notes')).map(({ videoId, frameIndex }) => `${videoId} ${frameIndex}`);
      assert.deepEqual(places, ['v1 9', 'v1 100', 'v2 7']);
      assert.deepEqual((await notesOf(app, '/v1/videos/v1/notes'))[0], answer.json());
      assert.equal((await new NotesFile(path).read(null)).length, 3);
    }));

  it('are all there when many are put at once', () =>
    withNotes(async (app) => {
      const frames = Array.from({ length: 25 }, (_, index) => index);
      await Promise.all(frames.map((index) => put(app, `v1/notes/${index}`, STAR)));
      assert.deepEqual(
        (await notesOf(app, '/v1/videos/v1/notes')).map(({ frameIndex }) => frameIndex),
        frames,
      );
    }));

  it('are taken away, as often as one likes', () =>
    withNotes(async (app) => {
      await put(app, 'v1/notes/9', STAR);
      for (let time = 0; time < 2; time++) {
        const answer = await app.inject({ method: 'DELETE', url: '/v1/videos/v1/notes/9' });
        assert.deepEqual([answer.statusCode, answer.body], [200, 'null']);
      }
      assert.deepEqual(await notesOf(app, '/v1/notes'), []);
    }));

  it('are refused where they say nothing, too much, or are of no frame of a video', () =>
    withNotes(async (app) => {
      for (const [place, note, status] of [
        ['v1/notes/1', { ...STAR, starred: false, text: ' ' }, 400],
        ['v1/notes/1', { ...STAR, text: 'x'.repeat(MAX_NOTE_LENGTH + 1) }, 400],
        ['v1/notes/1', { ...STAR, colour: 'red' }, 400],
        ['v1/notes/-1', STAR, 400],
        ['v1/notes/99999999999', STAR, 400],
        ['v*/notes/1', STAR, 404],
        ['ghost/notes/1', STAR, 404],
      ] as const) {
        const answer = await put(app, place, note);
        assert.equal(answer.statusCode, status, `${place} ${answer.body}`);
      }
      assert.deepEqual(await notesOf(app, '/v1/notes'), []);
    }));

  it('leave a file alone that is none of theirs', () =>
    withNotes(async (app, path) => {
      writeFileSync(path, '{"notes": [1]}');
      for (const answer of [await app.inject('/v1/notes'), await put(app, 'v1/notes/1', STAR)]) {
        assert.deepEqual([answer.statusCode, answer.json().error.code], [400, 'CONFIG_INVALID']);
      }
      assert.equal(readFileSync(path, 'utf8'), '{"notes": [1]}');
    }));
});
