import assert from 'node:assert/strict';
import type { ChunkJob } from '../../shared/chunk-job.ts';
import { PayloadError } from '../../shared/errors.ts';
import type { DetectOptions, RgbFrames } from '../../shared/inference.ts';
import { type RunSettings, runSettingsSchema } from '../../shared/run.ts';
import { tileLayoutOf } from '../../shared/tiles.ts';
import { detectFrames } from '../../worker/detect-frames.ts';
import { FakeDetector } from '../fixtures/fake-detector.ts';
import { chunkFrame, chunkJob } from '../queue/chunk-job-fixture.ts';

const network = { width: 64, height: 64 };
/** In the middle of all that is not black. */
const thing = { box: [0.25, 0.25, 0.75, 0.75], confidence: 0.9, classId: 0, label: 'person' } as const;

/** Keeps how many frames each call had. */
class CountingDetector extends FakeDetector {
  readonly counts: number[] = [];
  override detect(frames: RgbFrames, options: DetectOptions) {
    this.counts.push(frames.count);
    return super.detect(frames, options);
  }
}

describe('detecting in parts of frames', () => {
  const detector = () => new CountingDetector(network, [thing]);
  const jobOf = (given: Partial<RunSettings>, frame: Partial<ChunkJob> = {}) => {
    const frames = [chunkFrame(0, 200, 100), chunkFrame(1, 400, 100)];
    const settings = runSettingsSchema.parse(given);
    return chunkJob(0, { frames, pixelFormat: 'rgb24', frameWidth: 64, frameHeight: 64, settings, ...frame });
  };
  const percent = (x1: number, y1: number, x2: number, y2: number) => ({
    unit: 'percent' as const,
    corners: [
      [x1, y1],
      [x2, y1],
      [x2, y2],
      [x1, y2],
    ] as const,
  });

  it('gives boxes of a region in pixels of each whole frame', async () => {
    const payload = new Uint8Array(2 * 64 * 64 * 3).fill(9);
    const { frames } = await detectFrames(jobOf({ roi: percent(50, 20, 100, 100) }), payload, detector());
    assert.deepEqual(
      frames.map(([found]) => found!.box),
      [
        [100 + 25, 20 + 20, 100 + 75, 20 + 60],
        [200 + 50, 20 + 20, 200 + 150, 20 + 60],
      ],
    );
  });

  for (const [resize, channels] of [
    ['stretch', 3],
    ['letterbox', 3],
    ['stretch', 1],
  ] as const) {
    it(`looks at the whole and at each tile: ${resize}, ${channels} channels`, async () => {
      const tiles = { columns: 2, rows: 2, overlap: 0.25 };
      const frames = [chunkFrame(0, 200, 100)];
      const region = { width: 100, height: 50 };
      const { frame, tile, places } = tileLayoutOf(tiles, region, network, resize);
      const settings = { tiles, resize, roi: percent(50, 50, 100, 100), gray: channels === 1 };
      const format = { frames, frameWidth: frame.width, frameHeight: frame.height };
      const job = jobOf(settings, { ...format, pixelFormat: channels === 1 ? 'gray' : 'rgb24' });
      const one = detector();
      // white where no tile but the last one looks, so that the whole and that one see something
      const payload = new Uint8Array(frame.width * frame.height * channels);
      payload.fill(255, (frame.width * frame.height - 1) * channels);
      const found = await detectFrames(job, payload, one);
      assert.deepEqual(one.counts, [5]);
      const [scaleX, scaleY] = [region.width / frame.width, region.height / frame.height];
      const { left, top } = places.at(-1)!;
      const expected = [
        [100 + 25, 50 + 12.5, 100 + 75, 50 + 37.5],
        [
          100 + (left + tile.width / 4) * scaleX,
          50 + (top + tile.height / 4) * scaleY,
          100 + (left + tile.width * 0.75) * scaleX,
          50 + (top + tile.height * 0.75) * scaleY,
        ],
      ];
      assert.equal(found.inferenceMs, 1);
      const boxes = found.frames[0]!.map(({ box }) => [...box]);
      const isLetterboxedBlank = boxes.length > 2; // grey borders are not black
      if (resize === 'stretch') assert.deepEqual([boxes.length, isLetterboxedBlank], [2, false]);
      for (const box of expected)
        assert.ok(
          boxes.some((other) => other.every((edge, at) => Math.abs(edge - box[at]!) < 1e-9)),
          `${box} in ${boxes}`,
        );
    });
  }

  it('gives the model no more than some parts at once, and each frame its own', async () => {
    const tiles = { columns: 4, rows: 4, overlap: 0 };
    const { frame } = tileLayoutOf(tiles, network, network, 'stretch');
    const payload = new Uint8Array(2 * frame.width * frame.height * 3);
    payload.fill(9, payload.length / 2);
    const one = detector();
    const job = jobOf({ tiles }, { frameWidth: frame.width, frameHeight: frame.height });
    const { frames, inferenceMs } = await detectFrames(job, payload, one);
    assert.deepEqual(one.counts, [8, 8, 1, 8, 8, 1]);
    assert.deepEqual([frames.map((found) => found.length), inferenceMs], [[0, 17], 6]);
  });

  for (const [what, frame, bytes] of [
    ['of another size', { frameWidth: 64, frameHeight: 64 }, 2 * 64 * 64 * 3],
    ['that lack bytes', { frameWidth: 128, frameHeight: 128 }, 7],
  ] as const) {
    it(`refuses frames ${what}`, async () => {
      const job = jobOf({ tiles: { columns: 2, rows: 2, overlap: 0 } }, frame);
      await assert.rejects(detectFrames(job, new Uint8Array(bytes), detector()), PayloadError);
    });
  }
});
