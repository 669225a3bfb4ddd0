import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { importModel } from '../../model/store/import-model.ts';
import { encodeChunk } from '../../producer/encode-chunk.ts';
import { type ChunkJob, frameBytesOf } from '../../shared/chunk-job.ts';
import { chunkResultSchema } from '../../shared/chunk-result.ts';
import { ModelError, ReleasedError } from '../../shared/errors.ts';
import type { DetectOptions, RgbFrames } from '../../shared/inference.ts';
import type { Attempt, FrameTrials } from '../../shared/ports.ts';
import { runSettingsSchema } from '../../shared/run.ts';
import { ChunkProcessor } from '../../worker/chunk-processor.ts';
import { DetectorCache } from '../../worker/detector-cache.ts';
import { ModelReadiness } from '../../worker/model-readiness.ts';
import { FakeDetector } from '../fixtures/fake-detector.ts';
import { until } from '../fixtures/processes.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { smallModel } from '../model/small-model.ts';
import { chunkFrame, chunkJob, payloadFor } from '../queue/chunk-job-fixture.ts';
import { MemoryChunkPorts, MemoryRoster } from './memory-ports.ts';

/** When a chunk was put that has waited longer than anybody's patience. */
const LONG_AGO = 0;

/** Keeps which frames were tried. */
class Trials implements FrameTrials {
  readonly tried: number[] = [];
  constructor(readonly deadly: ReadonlyMap<number, string> = new Map()) {}
  async trying(frame: number): Promise<void> {
    this.tried.push(frame);
  }
}

/** Where a frame lies in its payload. */
function cutOf(job: ChunkJob, frame: number): [begin: number, end: number] {
  const sizes = frameBytesOf(job);
  const begin = sizes.slice(0, frame).reduce((sum, bytes) => sum + bytes, 0);
  return [begin, begin + sizes[frame]!];
}

function attempt(given: Partial<Attempt> = {}): Attempt {
  return { number: 1, isLast: false, putAt: LONG_AGO, isSuspect: false, trials: new Trials(), ...given };
}

describe('what a worker does with a chunk', () => {
  const folder = temporaryFolder();
  const log = pino({ level: 'silent' });
  const first = attempt();
  const last = attempt({ number: 3, isLast: true });
  let ports: MemoryChunkPorts;
  let detectors: DetectorCache;
  let readiness: ModelReadiness;
  let model: ChunkJob['model'];
  let home: string;

  beforeEach(async () => {
    home = join(folder(), 'home');
    const { manifest } = await importModel(home, 'small', await smallModel(folder()));
    model = { modelId: 'small', modelSha256: manifest.modelSha256 };
    ports = new MemoryChunkPorts();
    detectors = new DetectorCache(home, { threads: 1, allowSpinning: false }, log);
    readiness = readinessWith(30_000);
  });
  afterEach(async () => {
    await readiness.close();
    await detectors.close();
  });

  const readinessWith = (patienceMs: number) =>
    new ModelReadiness(() => Promise.reject(new Error('still')), new MemoryRoster(), 'w', log, {
      ...{ lookMs: 10, announceMs: 10, firstRetryMs: 60_000, longestRetryMs: 60_000, patienceMs },
    });
  const processor = (given: Pick<DetectorCache, 'use'> = detectors) =>
    new ChunkProcessor(ports, given, readiness, 'w', log);
  /** A chunk of two frames of different sizes, whose bytes are there. */
  const chunk = (given: Partial<ChunkJob> = {}) => {
    const settings = runSettingsSchema.parse({ confidence: 0 });
    const frames = [chunkFrame(8, 100, 50), chunkFrame(9, 300, 400)];
    const job = chunkJob(4, {
      ...{ frames, pixelFormat: 'rgb24', frameWidth: 64, frameHeight: 64, model, settings, ...given },
    });
    ports.payloads.set(job.chunkId, payloadFor(job));
    return job;
  };
  const failing = (error: Error): Pick<DetectorCache, 'use'> => ({ use: () => Promise.reject(error) });

  it('hands over what it found, in the pixels of each frame, then deletes the bytes', async () => {
    const job = chunk();
    await processor().process(job, attempt({ number: 2 }));
    assert.deepEqual(ports.calls, ['fetchPayload', 'publish', 'releasePayload']);
    const [result] = ports.results;
    assert.deepEqual(chunkResultSchema.parse(JSON.parse(JSON.stringify(result))), result);
    const { frames, inferenceMs, ...facts } = result!;
    assert.deepEqual(facts, {
      ...{ chunkId: job.chunkId, runId: 'r', generation: 1, chunkIndex: 4, firstFrameIndex: 8, frameCount: 2 },
      ...{ state: 'stored', error: null, workerId: 'w', attempts: 2, failures: [] },
    });
    assert.ok(inferenceMs > 0);
    assert.deepEqual(
      frames.map(({ detections: _, ...frame }) => frame),
      [
        { frameIndex: 8, ptsSeconds: 8 / 25, capturedAt: null, width: 100, height: 50 },
        { frameIndex: 9, ptsSeconds: 9 / 25, capturedAt: null, width: 300, height: 400 },
      ],
    );
    const [small, large] = frames.map(({ detections }) => detections[0]!.box);
    assert.ok(Math.abs(large![2] - small![2] * 3) < 1e-3 && Math.abs(large![3] - small![3] * 8) < 1e-3);
  });

  it('looks at the frames whose pixels are there, and passes on of the others which they are the same as', async () => {
    const from = { frameIndex: 6, chunkIndex: 2 };
    const job = chunk({ frames: [{ ...chunkFrame(7, 300, 400), carriedFrom: from }, chunkFrame(8, 100, 50)] });
    await processor().process(job, first);
    const [result] = ports.results;
    assert.deepEqual(chunkResultSchema.parse(JSON.parse(JSON.stringify(result))), result);
    assert.deepEqual([result!.firstFrameIndex, result!.frameCount, result!.state], [7, 2, 'stored']);
    assert.deepEqual(
      result!.frames.map(({ frameIndex, width }) => [frameIndex, width]),
      [[8, 100]],
    );
    const carried = { frameIndex: 7, ptsSeconds: 7 / 25, capturedAt: null, width: 300, height: 400, from };
    assert.deepEqual(result!.carried, [carried]);
  });

  it('passes a chunk on that has no pixels, without a model', async () => {
    const from = { frameIndex: 6, chunkIndex: 2 };
    const job = chunk({ frames: [7, 8].map((index) => ({ ...chunkFrame(index), carriedFrom: from })) });
    await processor(failing(new Error('no model'))).process(job, first);
    assert.deepEqual(ports.calls, ['fetchPayload', 'publish', 'releasePayload']);
    const [result] = ports.results;
    assert.deepEqual([result!.state, result!.frames, result!.carried?.length], ['stored', [], 2]);
  });

  it('does not give up frames that are the same as others for those of their chunk that fail', async () => {
    const from = { frameIndex: 6, chunkIndex: 2 };
    const job = chunk({ frames: [{ ...chunkFrame(7), carriedFrom: from }, chunkFrame(8, 100, 50)] });
    await processor(failing(new ModelError('INFERENCE_FAILED', 'too bright'))).process(job, last);
    const [result] = ports.results;
    assert.deepEqual([result!.state, result!.carried?.length], ['stored', 1]);
    assert.deepEqual(
      result!.failures.map(({ frameIndex, error }) => [frameIndex, error]),
      [[8, 'too bright']],
    );
  });

  it('skips a chunk whose bytes are gone: it was done before, or is sent again', async () => {
    const job = chunk();
    ports.payloads.clear();
    await processor().process(job, first);
    assert.deepEqual([ports.calls, ports.results], [['fetchPayload', 'releasePayload'], []]);
  });

  it('drops a chunk of an earlier beginning of the run, its bytes with it, and counts it', async () => {
    const job = chunk();
    ports.stale.add(job.chunkId);
    const dropping = processor();
    await dropping.process(job, first);
    assert.deepEqual([ports.results, ports.payloads.size, dropping.discardedChunks], [[], 0, 1]);
  });

  it('records a chunk whose bytes do not fit as failed at once, with the reason', async () => {
    const job = chunk();
    ports.payloads.set(job.chunkId, new Uint8Array(5));
    await processor().process(job, first);
    const [result] = ports.results;
    assert.deepEqual([result?.state, result?.frameCount, result?.frames], ['failed', 2, []]);
    assert.match(result?.error ?? '', /Expected the payload .*24576 bytes, got 5/);
    assert.equal(ports.payloads.size, 0);
  });

  it('records a chunk that asks for a label or size that the model cannot give as failed: no worker can', async () => {
    const unknown = { ...chunk().settings, classes: ['unicorn'] };
    await processor().process(chunk({ settings: unknown }), last);
    assert.match(ports.results[0]?.error ?? '', /unicorn/);
    await processor().process(chunk({ settings: { ...unknown, size: { width: 33, height: 33 } } }), first);
    assert.match(ports.results[1]?.error ?? '', /multiples of 32/);
    assert.deepEqual(readiness.refusals, []);
  });

  it('gives a chunk back that waits behind another when the worker stops, and hands the other over', async () => {
    const detector = new FakeDetector();
    detector.isHeld = true;
    const fake = processor({ use: (_model, _size, action) => action(detector) });
    const [running, waiting] = [1, 2].map((chunkIndex) => fake.process(chunk({ chunkId: `c${chunkIndex}` }), first));
    await until('the second waits', () => detector.waiting === 1);
    detector.releaseQueued();
    detector.isHeld = false;
    await assert.rejects(waiting!, ReleasedError);
    await running;
    assert.deepEqual(
      ports.results.map(({ chunkId, frames }) => [chunkId, frames.map(({ detections }) => detections.length)]),
      [['c1', [3, 3]]],
    );
  });

  it('throws what may pass, and records it as failed at the last try', async () => {
    const flaky = processor(failing(new ModelError('INFERENCE_FAILED', 'it broke')));
    await assert.rejects(flaky.process(chunk(), first), { code: 'INFERENCE_FAILED' });
    assert.equal(ports.results.length, 0);
    await flaky.process(chunk(), last);
    assert.deepEqual([ports.results[0]?.state, ports.results[0]?.error], ['failed', 'it broke']);
  });

  describe('with a frame in it that cannot be processed', () => {
    const FRAMES = 5;
    const FRAME_BYTES = 64 * 64 * 3;
    /** Frames of one shade each, that of the bad one white. */
    const shades = (bad: number | null) => {
      const job = chunk({ frames: Array.from({ length: FRAMES }, (_, i) => chunkFrame(40 + i, 64, 64)) });
      const payload = new Uint8Array(FRAMES * FRAME_BYTES);
      for (let i = 0; i < FRAMES; i++) payload.fill(i === bad ? 255 : 1 + i, i * FRAME_BYTES, (i + 1) * FRAME_BYTES);
      ports.payloads.set(job.chunkId, payload);
      return job;
    };
    /** Throws for calls with a white frame; keeps how many frames each call had. */
    class Squeamish extends FakeDetector {
      readonly calls: number[] = [];
      override async detect(frames: RgbFrames, options: DetectOptions) {
        this.calls.push(frames.count);
        if (frames.pixels.includes(255)) throw new ModelError('INFERENCE_FAILED', 'too bright');
        return super.detect(frames, options);
      }
    }
    const over = (detector: FakeDetector) => processor({ use: (_model, _size, action) => action(detector) });
    const outcome = () => {
      const { state, error, frames, failures } = ports.results.at(-1)!;
      return [state, error, frames.map(({ frameIndex }) => frameIndex), failures];
    };

    it('finds it at the last try: that frame alone is failed, with the reason, and the others are stored', async () => {
      const detector = new Squeamish();
      await assert.rejects(over(detector).process(shades(3), first), { code: 'INFERENCE_FAILED' });
      assert.deepEqual([ports.results.length, detector.calls], [0, [FRAMES]]);
      await over(detector).process(shades(3), last);
      assert.deepEqual(outcome(), ['stored', null, [40, 41, 42, 44], [{ frameIndex: 43, error: 'too bright' }]]);
      assert.deepEqual(detector.calls, [FRAMES, FRAMES, 1, 1, 1, 1, 1]);
      assert.deepEqual(chunkResultSchema.parse(ports.results[0]), ports.results[0]);
    });

    it('does not try a frame again that ended workers, and says before each other that it is tried', async () => {
      const detector = new Squeamish();
      const trials = new Trials(new Map([[3, 'it ends workers']]));
      await over(detector).process(shades(3), attempt({ isSuspect: true, trials }));
      assert.deepEqual(outcome(), ['stored', null, [40, 41, 42, 44], [{ frameIndex: 43, error: 'it ends workers' }]]);
      assert.deepEqual(
        [trials.tried, detector.calls],
        [
          [0, 1, 2, 4],
          [1, 1, 1, 1],
        ],
      );
    });

    it('tries the frames of a chunk that ended workers while no other chunk is in hand', async () => {
      const detector = new FakeDetector();
      detector.isHeld = true;
      const both = over(detector);
      const trials = new Trials();
      const before = both.process(shades(null), first);
      await sleep(20);
      const suspect = both.process(shades(null), attempt({ isSuspect: true, trials }));
      const after = both.process(shades(null), first);
      await sleep(20);
      assert.deepEqual([trials.tried, detector.waiting], [[], 0]);
      detector.isHeld = false;
      await Promise.all([before, suspect, after]);
      assert.deepEqual([trials.tried.length, ports.results.length], [FRAMES, 3]);
    });

    it('is that one where it is encoded and cannot be read: at the last try it alone is failed, and nothing is seen in its bytes', async () => {
      const raw = shades(null);
      const codec = { encoding: 'webp', quality: 100 } as const;
      const { job, payload } = await encodeChunk({ job: raw, payload: ports.payloads.get(raw.chunkId)! }, codec);
      const broken = new Uint8Array(payload);
      broken.fill(0xff, ...cutOf(job, 2));
      for (const [isLast, calls] of [
        [false, []],
        [true, [1, 1, 1, 1]],
      ] as const) {
        ports.payloads.set(job.chunkId, new Uint8Array(broken));
        const detector = new Squeamish();
        const trial = over(detector).process(job, isLast ? last : first);
        if (isLast) await trial;
        else await assert.rejects(trial, { code: 'FRAME_UNREADABLE' });
        assert.deepEqual(detector.calls, calls);
      }
      const [state, error, stored, failures] = outcome();
      assert.deepEqual([state, error, stored], ['stored', null, [40, 41, 43, 44]]);
      assert.deepEqual(failures, [
        {
          frameIndex: 42,
          error:
            'Expected frame 42 of r-g1-c4 to be a picture (webp) of 64x64 pixels in 3 channels, got one that cannot be read: it is no WebP.',
        },
      ]);
    });

    it('is told by what it is where frames are encoded', async () => {
      const raw = shades(3);
      const codec = { encoding: 'webp', quality: 100 } as const;
      const { job, payload } = await encodeChunk({ job: raw, payload: ports.payloads.get(raw.chunkId)! }, codec);
      ports.payloads.set(job.chunkId, payload);
      const trials = new Trials(new Map([[0, 'it ends workers']]));
      await over(new Squeamish()).process(job, attempt({ isSuspect: true, trials }));
      assert.deepEqual(outcome(), [
        ...['stored', null, [41, 42, 44]],
        [
          { frameIndex: 40, error: 'it ends workers' },
          { frameIndex: 43, error: 'too bright' },
        ],
      ]);
    });

    it('is told once for all its frames where each fails for the same reason', async () => {
      await processor(failing(new ModelError('INFERENCE_FAILED', 'it broke'))).process(shades(null), last);
      assert.deepEqual(outcome(), ['failed', 'it broke', [], []]);
    });

    it('goes back uncounted where Redis does not take note of the frame that is next', async () => {
      const trials = { deadly: new Map(), trying: () => Promise.reject(new Error('OOM')) };
      const suspect = over(new FakeDetector()).process(shades(null), attempt({ isSuspect: true, trials }));
      await assert.rejects(suspect, ReleasedError);
    });

    it('says in any mode that its bytes do not fit', async () => {
      const job = shades(null);
      ports.payloads.set(job.chunkId, new Uint8Array(FRAMES * FRAME_BYTES + FRAMES));
      await over(new FakeDetector()).process(job, attempt({ isSuspect: true }));
      assert.match(ports.results[0]?.error ?? '', /Expected the payload/);
    });
  });

  it('gives a chunk back whose model it has not, and takes no more of that model', async () => {
    const job = chunk({ model: { modelId: 'other', modelSha256: 'b'.repeat(64) } });
    await assert.rejects(processor().process(job, last), ReleasedError);
    assert.deepEqual([ports.results, ports.payloads.size], [[], 1]);
    assert.equal(processor().wants(job, LONG_AGO), false);
    assert.equal(processor().wants(chunk(), LONG_AGO), true);
    assert.match(readiness.refusals[0]?.reason ?? '', /Import the same files/);
    await processor().process(chunk(), first);
    assert.equal(ports.results[0]?.state, 'stored');
  });

  it('records a chunk of a model that no worker can run as failed', async () => {
    await readiness.close();
    readiness = readinessWith(30);
    const job = chunk({ model: { modelId: 'other', modelSha256: 'b'.repeat(64) } });
    await assert.rejects(processor().process(job, first), ReleasedError);
    await until('it is hopeless', () => processor().wants(job, LONG_AGO));
    await processor().process(job, first);
    assert.match(ports.results[0]?.error ?? '', /^no worker can run the model: .*Import the same files/);
    assert.equal(ports.payloads.has(job.chunkId), false);
  });

  for (const call of ['fetchPayload', 'publish', 'releasePayload']) {
    it(`gives a chunk back when Redis fails at \`${call}\`, and keeps the failed command to itself`, async () => {
      const failure = Object.assign(new Error('OOM command not allowed'), { command: { args: ['the whole result'] } });
      ports.failures.set(call, failure);
      await assert.rejects(processor().process(chunk(), last), (error) => {
        assert.ok(error instanceof ReleasedError);
        assert.match(error.message, /OOM/);
        assert.equal(error.cause, undefined);
        return true;
      });
      assert.ok(ports.results.every(({ state }) => state === 'stored'));
    });
  }
});
