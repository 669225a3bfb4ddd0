import assert from 'node:assert/strict';
import { BUNDLE } from '../../app/demo/bundle.ts';
import { CAMERA_DEFAULTS } from '../../producer/camera/camera-options.ts';
import { boundedChunkFrames } from '../../producer/chunk-bytes.ts';
import { findFfmpeg } from '../../producer/ffmpeg/find-ffmpeg.ts';
import { expandInputs } from '../../producer/input/inputs.ts';
import { produceRun } from '../../producer/produce-run.ts';
import type { ChunkJob } from '../../shared/chunk-job.ts';
import { runSettingsSchema } from '../../shared/run.ts';
import { MemoryFrameQueue } from '../conformance/memory-frame-queue.ts';
import { sampleModel } from '../results/fixtures/samples.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { NO_CARRIER } from './produce.ts';

const MIB = 2 ** 20;

describe('how many frames a chunk holds', () => {
  for (const [what, asked, size, channels, expected] of [
    ['as many as were asked for where they fit', 8, 608, 3, 8],
    ['64 MiB at most', 460, 640, 3, 54],
    ['three times as many where they are gray', 460, 640, 1, 163],
    ['just 64 MiB', 1024, 256, 1, 1024],
    ['one where only one fits', 8, 4096, 3, 1],
  ] as const) {
    it(what, () =>
      assert.equal(boundedChunkFrames(asked, { width: size, height: size }, { gray: channels === 1 }), expected),
    );
  }

  it('is none where not even one fits, which is said in time', () => {
    assert.throws(() => boundedChunkFrames(8, { width: 16_384, height: 16_384 }, { gray: false }), {
      code: 'CONFIG_INVALID',
      message: /frames of 64 MiB at most, got 768 MiB for 16384x16384/,
    });
  });

  it('is the same at every pass, and what the run says', async () => {
    const never = new AbortController().signal;
    const [ledger, queue] = [new MemoryLedger(), new MemoryFrameQueue(1024 * MIB)];
    const jobs: ChunkJob[] = [];
    const [input] = await expandInputs([BUNDLE.clip]);
    const produce = () =>
      produceRun(
        { ledger, queue, carrier: NO_CARRIER },
        {
          ...{ input: input!, model: sampleModel(), network: { width: 640, height: 640 }, ffmpeg: findFfmpegOnce },
          ...{
            settings: runSettingsSchema.parse({ chunkFrames: 460, every: 4 }),
            runId: null,
            force: false,
            startsAt: null,
          },
          ...{ carry: true, exactCodec: null, wait: false, durationSeconds: null, stop: never, abort: never },
          ...{ onOpen: () => undefined, onProgress: () => undefined },
          ...{ onIdentified: async () => undefined },
          ...{
            onNote: () => undefined,
            onQueued: () => undefined,
            onSegment: () => undefined,
            camera: CAMERA_DEFAULTS,
          },
        },
      );
    const findFfmpegOnce = await findFfmpeg(null);
    const { run } = await produce();
    assert.equal(run.settings.chunkFrames, 54);
    for (const { job, payload } of queue.take()) {
      jobs.push(job);
      assert.ok(payload.byteLength <= 64 * MIB);
    }
    await produce();
    jobs.push(...queue.take().map(({ job }) => job));
    assert.deepEqual(
      jobs.map(({ chunkIndex, frames }) => [chunkIndex, frames.length]),
      [
        [0, 54],
        [1, 6],
        [0, 54],
        [1, 6],
      ],
    );
  });
});
