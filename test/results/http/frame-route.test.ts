import assert from 'node:assert/strict';
import { copyFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import sharp from 'sharp';
import { SourceFrames } from '../../../app/pictures/source-frames.ts';
import { Connection } from '../../../client/connect.ts';
import { build } from '../../../results/http/app.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import type { FramePictures } from '../../../shared/frame-pictures.ts';
import { colourOf } from '../../../shared/label-colour.ts';
import {
  NUMBERED_CLIPS,
  NUMBERED_FRAMES,
  NUMBERED_SIZE,
  rectangleIn,
  rectangleOf,
} from '../../fixtures/numbered-clip.ts';
import { STORED_FRAMES, silentLog, storeNumbered } from '../../fixtures/numbered-store.ts';
import { insideOf, requireNear, requireOutlined } from '../../fixtures/outline.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';
import { appParts } from '../fixtures/app-parts.ts';
import { sampleDetection, sampleResult, sampleRun, storeResults } from '../fixtures/samples.ts';

const PROVED = ['plain.mp4', 'rotated-vfr.mp4', 'no-index.mkv'] as const;
const LAST = NUMBERED_FRAMES - 1;

describe('GET /v1/videos/ID/frames/FRAME.jpg', () => {
  const folder = suiteFolder();
  const ids = new Map<string, string>();
  let store: DuckDbStore;
  let app: FastifyInstance;
  let frames: SourceFrames;

  before(async () => {
    store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
    for (const name of PROVED) {
      ids.set(name, await storeNumbered(store, NUMBERED_CLIPS[name](folder), `run-${name.replace('.', '-')}`));
    }
    frames = new SourceFrames({ media: [], ffmpegPath: null, log: silentLog });
    app = build(appParts(store, { frames }));
  });
  after(async () => {
    await app.close();
    await frames.close();
    await store.close();
  });

  const get = (path: string, headers: Record<string, string> = {}) =>
    app.inject({ method: 'GET', url: `/v1/videos/${path}`, headers });

  const pictureOf = async (path: string) => {
    const reply = await get(path);
    assert.equal(reply.statusCode, 200, reply.body);
    assert.equal(reply.headers['content-type'], 'image/jpeg');
    const { data, info } = await sharp(reply.rawPayload).raw().toBuffer({ resolveWithObject: true });
    return { rgb: data, width: info.width, height: info.height };
  };

  for (const name of PROVED) {
    it(`draws stored boxes of ${name} where the things are, to 2 pixels, in the first, a middle and the last frame`, async () => {
      const id = ids.get(name)!;
      for (const index of [0, 300, LAST]) {
        requireOutlined(await pictureOf(`${id}/frames/${index}.jpg?boxes=1`), index, name);
        const plain = await pictureOf(`${id}/frames/${index}.jpg`);
        requireNear(rectangleIn(plain, index), rectangleOf(index), 1, `${name} ${index}, as it is`);
      }
    });
  }

  it('cuts and scales, boxes with it, in pixels and per cent', async () => {
    const id = ids.get('plain.mp4')!;
    const [x1, y1, x2, y2] = rectangleOf(300);
    const crop = [x1 - 10, y1 - 20, x2 + 10, y2 + 20];
    const cut = await pictureOf(`${id}/frames/300.jpg?crop=${crop}&width=320`);
    assert.deepEqual([cut.width, cut.height], [320, 320]);
    const drawn = await pictureOf(`${id}/frames/300.jpg?boxes=1&crop=${crop}&width=320`);
    const inside = insideOf(drawn, [40, 80, 280, 240]);
    requireNear(inside, [40, 80, 280, 240], 2, 'four times as large');
    const half = await pictureOf(`${id}/frames/300.jpg?crop=0,0,50%25,100%25`);
    assert.deepEqual([half.width, half.height], [NUMBERED_SIZE.width / 2, NUMBERED_SIZE.height]);
    const small = await pictureOf(`${id}/frames/300.jpg?width=60`);
    assert.deepEqual([small.width, small.height], [60, 40]);
  });

  it('draws the boxes of the latest run, of those that are named, and of what the filters leave', async () => {
    const path = NUMBERED_CLIPS['stream.ts'](folder);
    const id = await storeNumbered(store, path, 'first');
    const one = `${id}/frames/300.jpg?boxes=1`;
    const first = await get(one);
    await store.ledger.open(sampleRun({ runId: 'second', video: { videoId: id, uri: path, ...NUMBERED_SIZE } }));
    const latest = await get(one);
    const named = await get(`${one}&run=first`);
    const plain = await get(`${id}/frames/300.jpg`);
    assert.deepEqual(named.rawPayload, first.rawPayload);
    assert.deepEqual(latest.rawPayload, plain.rawPayload);
    assert.notDeepEqual(first.rawPayload, plain.rawPayload);
    for (const none of ['minConfidence=0.99', 'notLabel=person', 'label=car']) {
      assert.deepEqual((await get(`${one}&run=first&${none}`)).rawPayload, plain.rawPayload, none);
    }
    assert.deepEqual((await get(`${one}&run=first&label=person`)).rawPayload, first.rawPayload);
  });

  it('has a tag, and nothing to send to who has the picture, until a picture with boxes may be another', async () => {
    const id = ids.get('plain.mp4')!;
    const [plain, boxes] = [`${id}/frames/300.jpg`, `${id}/frames/300.jpg?boxes=1`];
    const tags = new Map<string, string>();
    for (const path of [plain, boxes]) {
      const { headers } = await get(path);
      tags.set(path, String(headers.etag));
      assert.equal(headers['cache-control'], 'private, no-cache');
      for (const shown of [headers.etag, `"other", W/${headers.etag}`]) {
        const again = await get(path, { 'if-none-match': String(shown) });
        assert.deepEqual([again.statusCode, again.body], [304, '']);
      }
    }
    assert.notEqual(tags.get(plain), tags.get(boxes));
    await store.ledger.open(sampleRun({ runId: 'later', video: { videoId: 'v2', uri: '/videos/two.mp4' } }));
    await storeResults(store, [sampleResult(0, { runId: 'later' })]);
    const status = async (path: string) => (await get(path, { 'if-none-match': tags.get(path)! })).statusCode;
    assert.deepEqual([await status(plain), await status(boxes)], [304, 200]);
  });

  it('refuses what it cannot answer, each with its status and in the one shape of errors', async () => {
    const id = ids.get('plain.mp4')!;
    for (const [path, status, code] of [
      [`${id}/frames/600.jpg`, 404, 'FRAME_NOT_FOUND'],
      [`${id}/frames/99999999999.jpg`, 400, 'QUERY_INVALID'],
      [`${id}/frames/x.jpg`, 400, 'QUERY_INVALID'],
      [`${id}/frames/-1.jpg`, 400, 'QUERY_INVALID'],
      ['v0000000000000000/frames/0.jpg', 404, 'RUN_NOT_FOUND'],
      ['*/frames/0.jpg', 400, 'QUERY_INVALID'],
      [`${id}/frames/0.jpg?run=none`, 404, 'RUN_NOT_FOUND'],
      [`${id}/frames/0.jpg?width=0`, 400, 'QUERY_INVALID'],
      [`${id}/frames/0.jpg?width=99999`, 400, 'QUERY_INVALID'],
      [`${id}/frames/0.jpg?crop=1,2,3`, 400, 'QUERY_INVALID'],
      [`${id}/frames/0.jpg?crop=1,2 30,2 5,60`, 400, 'QUERY_INVALID'],
      [`${id}/frames/0.jpg?crop=500,500,600,600`, 400, 'QUERY_INVALID'],
      [`${id}/frames/0.jpg?crop=0,0,1,160&width=8192`, 400, 'QUERY_INVALID'],
      [`${id}/frames/0.jpg?boxes=maybe`, 400, 'QUERY_INVALID'],
      [`${id}/frames/0.jpg?colour=red`, 400, 'QUERY_INVALID'],
    ] as const) {
      const reply = await get(path.replaceAll(' ', '%20'));
      assert.deepEqual([reply.statusCode, reply.json().error.code], [status, code], `${path}: ${reply.body}`);
      assert.equal(reply.headers.etag, undefined);
    }
  });

  it('keeps nobody else waiting while frames are decoded, and refuses frames beyond so many', async () => {
    const id = ids.get('plain.mp4')!;
    let free = (): void => undefined;
    const decoded = new Promise<void>((resolve) => {
      free = resolve;
    });
    const slow: FramePictures = {
      frame: async (...asked) => decoded.then(() => frames.frame(...asked)),
      frames: (...asked) => frames.frames(...asked),
      sourceOf: (video) => frames.sourceOf(video),
      times: (video) => frames.times(video),
      close: async () => undefined,
    };
    const busy = build(appParts(store, { frames: slow, limits: { questions: 1, frames: 1, turnMs: 50 } }));
    try {
      const waiting = busy.inject(`/v1/videos/${id}/frames/1.jpg`);
      const refused = await busy.inject(`/v1/videos/${id}/frames/2.jpg`);
      assert.deepEqual([refused.statusCode, refused.json().error.code], [503, 'STORE_BUSY']);
      assert.equal((await busy.inject('/v1/detections?limit=1')).statusCode, 200);
      free();
      assert.equal((await waiting).statusCode, 200);
      assert.equal((await busy.inject(`/v1/videos/${id}/frames/2.jpg`)).statusCode, 200);
    } finally {
      await busy.close();
    }
  });

  it('says with 410 that a source is gone, moved or replaced, and answers all else', async () => {
    const id = ids.get('plain.mp4')!;
    const plain = join(folder, 'plain.mp4');
    renameSync(plain, join(folder, 'moved.mp4'));
    const gone = await get(`${id}/frames/0.jpg`);
    assert.deepEqual([gone.statusCode, gone.json().error.code], [410, 'SOURCE_GONE']);
    copyFileSync(join(folder, 'no-index.mkv'), plain);
    const replaced = await get(`${id}/frames/0.jpg`);
    assert.equal(replaced.statusCode, 410);
    assert.match(replaced.json().error.message, /holds another video now/);
    assert.equal((await app.inject('/v1/detections?limit=1')).statusCode, 200);
    rmSync(plain);
    renameSync(join(folder, 'moved.mp4'), plain);
    assert.equal((await get(`${id}/frames/0.jpg`)).statusCode, 200);
  });

  it('is asked by the client too', async () => {
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const connection = new Connection(url, null);
    try {
      const id = ids.get('plain.mp4')!;
      const picture = await connection.framePicture(id, STORED_FRAMES[1], {
        boxes: true,
        width: 120,
        run: ['run-plain-mp4'],
      });
      const { width, height } = await sharp(picture).metadata();
      assert.deepEqual([width, height], [120, 80]);
      await assert.rejects(connection.framePicture(id, 10_000), { code: 'FRAME_NOT_FOUND' });
    } finally {
      await connection.close();
    }
  });

  it('shows a box of another label in another colour', () => {
    assert.notDeepEqual(colourOf('person'), colourOf('car'));
    assert.deepEqual(colourOf(sampleDetection().label), colourOf('person'));
  });
});
