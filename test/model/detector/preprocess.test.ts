import assert from 'node:assert/strict';
import { preprocess } from '../../../model/detector/preprocess.ts';
import type { ChunkJob } from '../../../shared/chunk-job.ts';
import { runSettingsSchema } from '../../../shared/run.ts';

const network = { width: 64, height: 64 };

const frame = (frameIndex: number, sourceWidth = 800, sourceHeight = 400) => ({
  ...{ frameIndex, pts: frameIndex, capturedAt: null, sourceWidth, sourceHeight },
});

function job(changes: Partial<ChunkJob>, settings: object = {}): ChunkJob {
  return {
    chunkId: 'r1-g1-c0',
    runId: 'r1',
    generation: 1,
    videoId: 'v1',
    chunkIndex: 0,
    frames: [frame(0)],
    timeBase: [1, 25],
    pixelFormat: 'rgb24',
    frameWidth: 64,
    frameHeight: 64,
    model: { modelId: 'm', modelSha256: '0'.repeat(64) },
    settings: runSettingsSchema.parse(settings),
    ...changes,
  };
}

describe('preprocessing of frames', () => {
  it('passes frames of the right size through without a copy', async () => {
    const payload = new Uint8Array(64 * 64 * 3).fill(7);
    assert.equal((await preprocess(job({}), payload, network)).pixels, payload);
  });

  it('gives a small grey frame its size and three equal channels', async () => {
    const gray = job({ pixelFormat: 'gray', frameWidth: 8, frameHeight: 4 });
    const { pixels, count } = await preprocess(gray, new Uint8Array(32).fill(90), network);
    assert.equal(count, 1);
    assert.equal(pixels.byteLength, 64 * 64 * 3);
    assert.ok(pixels.every((value) => value === 90));
  });

  it('keeps the order of frames', async () => {
    const frames = [0, 1, 2].map((frameIndex) => frame(frameIndex));
    const payload = new Uint8Array(3 * 8 * 4 * 3);
    for (let i = 0; i < 3; i++) payload.fill(50 * (i + 1), i * 96, (i + 1) * 96);
    const { pixels } = await preprocess(job({ frames, frameWidth: 8, frameHeight: 4 }), payload, network);
    assert.deepEqual(
      [0, 1, 2].map((i) => pixels[i * 64 * 64 * 3]),
      [50, 100, 150],
    );
  });

  it('letterboxes a reduced frame: grey above and below, the picture between', async () => {
    const boxed = job({ frameWidth: 8, frameHeight: 4 }, { resize: 'letterbox' });
    const { pixels } = await preprocess(boxed, new Uint8Array(96).fill(255), network);
    const row = (y: number) => pixels[y * 64 * 3];
    assert.deepEqual([0, 15, 16, 47, 48, 63].map(row), [128, 128, 255, 255, 128, 128]);
  });

  it('places each frame by its own size as shown', async () => {
    const frames = [frame(0), frame(1, 400, 800)];
    const boxed = job({ frames, frameWidth: 8, frameHeight: 4 }, { resize: 'letterbox' });
    const { pixels } = await preprocess(boxed, new Uint8Array(2 * 96).fill(255), network);
    const at = (index: number, x: number, y: number) => pixels[((index * 64 + y) * 64 + x) * 3];
    assert.deepEqual([at(0, 0, 32), at(0, 32, 0), at(1, 0, 32), at(1, 32, 0)], [255, 128, 128, 255]);
  });

  it('refuses a payload of another length, and says both', async () => {
    await assert.rejects(preprocess(job({}), new Uint8Array(5), network), {
      code: 'PAYLOAD_INVALID',
      message: /12288 bytes, got 5/,
    });
  });
});
