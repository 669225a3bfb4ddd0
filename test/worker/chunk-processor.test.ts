import assert from 'node:assert/strict';
import { join } from 'node:path';
import pino from 'pino';
import { importModel } from '../../model/store/import-model.ts';
import type { ChunkJob } from '../../shared/chunk-job.ts';
import { chunkResultSchema } from '../../shared/chunk-result.ts';
import { ModelError, ReleasedError } from '../../shared/errors.ts';
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

describe('what a worker does with a chunk', () => {
  const folder = temporaryFolder();
  const log = pino({ level: 'silent' });
  const first = { number: 1, isLast: false };
  const last = { number: 3, isLast: true };
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
    await processor().process(job, { number: 2, isLast: false });
    assert.deepEqual(ports.calls, ['fetchPayload', 'publish', 'releasePayload']);
    const [result] = ports.results;
    assert.deepEqual(chunkResultSchema.parse(JSON.parse(JSON.stringify(result))), result);
    const { frames, inferenceMs, ...facts } = result!;
    assert.deepEqual(facts, {
      ...{ chunkId: job.chunkId, runId: 'r', generation: 1, chunkIndex: 4, firstFrameIndex: 8, frameCount: 2 },
      ...{ state: 'stored', error: null, workerId: 'w', attempts: 2 },
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

  it('skips a chunk whose bytes are gone: it was done before, or is sent again', async () => {
    const job = chunk();
    ports.payloads.clear();
    await processor().process(job, first);
    assert.deepEqual(ports.calls, ['fetchPayload']);
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

  it('gives a chunk back whose model it has not, and takes no more of that model', async () => {
    const job = chunk({ model: { modelId: 'other', modelSha256: 'b'.repeat(64) } });
    await assert.rejects(processor().process(job, last), ReleasedError);
    assert.deepEqual([ports.results, ports.payloads.size], [[], 1]);
    assert.equal(processor().wants(job), false);
    assert.equal(processor().wants(chunk()), true);
    assert.match(readiness.refusals[0]?.reason ?? '', /Import the same files/);
    await processor().process(chunk(), first);
    assert.equal(ports.results[0]?.state, 'stored');
  });

  it('records a chunk of a model that no worker can run as failed', async () => {
    await readiness.close();
    readiness = readinessWith(30);
    const job = chunk({ model: { modelId: 'other', modelSha256: 'b'.repeat(64) } });
    await assert.rejects(processor().process(job, first), ReleasedError);
    await until('it is hopeless', () => processor().wants(job));
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
