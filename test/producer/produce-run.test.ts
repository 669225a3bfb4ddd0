import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { findFfmpeg } from '../../producer/find-ffmpeg.ts';
import { expandInputs } from '../../producer/inputs.ts';
import type { ProduceOptions, ProduceProgress } from '../../producer/produce-options.ts';
import { produceRun } from '../../producer/produce-run.ts';
import { BullMqFrameQueue } from '../../queue/bullmq-frame-queue.ts';
import { type QueueNames, queueNames } from '../../queue/queue-names.ts';
import { createRedis, parseRedisUrl } from '../../queue/redis-connection.ts';
import type { ChunkJob } from '../../shared/chunk-job.ts';
import { FramefleetError } from '../../shared/errors.ts';
import { type RunSettings, runSettingsSchema } from '../../shared/run.ts';
import { testData } from '../fixtures/data.ts';
import { startRedis, type TestRedis } from '../fixtures/redis.ts';
import { sampleModel } from '../results/fixtures/samples.ts';
import { FrameSink } from './frame-sink.ts';
import { MemoryLedger } from './memory-ledger.ts';

const never = new AbortController().signal;
const network = { width: 96, height: 96 };
const frameBytes = 96 * 96 * 3;

describe('producing a recording', () => {
  let redis: TestRedis;
  let names: QueueNames;
  let ledger: MemoryLedger;
  let queue: BullMqFrameQueue;
  let sinks: FrameSink[];
  let testNumber = 0;
  before(async () => {
    redis = await startRedis();
  });
  after(() => redis.stop());
  beforeEach(async () => {
    names = queueNames(`produce-${testNumber++}`);
    ledger = new MemoryLedger();
    sinks = [];
    queue = await connect(1 << 29);
  });
  afterEach(async () => {
    await queue.close();
    await Promise.all(sinks.map((sink) => sink.close()));
  });

  const connect = (maxQueuedBytes: number) =>
    BullMqFrameQueue.connect(parseRedisUrl(redis.url), { names, maxQueuedBytes, patienceMs: 5000 });

  function sink(options: ConstructorParameters<typeof FrameSink>[3] = {}): FrameSink {
    const created = new FrameSink(redis.url, names, ledger, options);
    sinks.push(created);
    return created;
  }

  async function optionsFor(path: string, given: Partial<ProduceOptions> = {}, settings: Partial<RunSettings> = {}) {
    const [input] = await expandInputs([path]);
    const options: ProduceOptions = {
      input: input!,
      ffmpeg: await findFfmpeg(null),
      network,
      model: sampleModel(),
      settings: runSettingsSchema.parse(settings),
      ...{ runId: null, force: false, wait: true, durationSeconds: null, startsAt: null },
      ...{ stop: never, abort: never, onOpen: () => undefined, onProgress: () => undefined },
      ...given,
    };
    return options;
  }

  it('accounts for every frame of a recording, in chunks of consecutive frames', async function () {
    const consumer = sink();
    const options = await optionsFor(testData(this, 'videos', 'people.mp4'));
    const { run, outcome } = await produceRun({ queue, ledger }, options);
    assert.equal(outcome, 'complete');
    assert.deepEqual([run.sampledFrames, run.storedFrames, run.inputError], [460, 460, null]);
    const jobs = consumer.chunks.map(({ job }) => job).sort((a, b) => a.chunkIndex - b.chunkIndex);
    assert.equal(jobs.length, 58);
    assert.deepEqual(
      jobs.flatMap((job) => job.frames.map(({ frameIndex }) => frameIndex)),
      Array.from({ length: 460 }, (_, index) => index),
    );
    const { frames, ...facts } = jobs[0]!;
    assert.deepEqual([frames[0]?.sourceWidth, frames[0]?.sourceHeight], [800, 450]);
    assert.deepEqual(facts, {
      ...{
        chunkId: `${run.runId}-g${run.generation}-c0`,
        runId: run.runId,
        generation: run.generation,
        videoId: run.videoId,
        chunkIndex: 0,
      },
      ...{ timeBase: [1, 24000], pixelFormat: 'rgb24', frameWidth: 96, frameHeight: 96 },
      ...{
        model: { modelId: 'm', modelSha256: 'a'.repeat(64) },
        settings: options.settings,
      },
    });
    const { opened, end } = ledger.runs.get(run.runId)!;
    assert.equal(end?.frameCount, 460);
    const { videoId: _id, contentHash: _hash, uri: _uri, ...video } = opened.video;
    assert.deepEqual(video, {
      ...{ codec: 'h264', width: 800, height: 450, rotation: 0, fpsNum: 24000, fpsDen: 1001 },
      ...{ durationSeconds: 19.19, frameCount: null, recordedAt: null, recordedAtSource: null },
    });
  });

  it('says that a complete run is complete and puts nothing on the queue', async function () {
    const consumer = sink();
    const options = await optionsFor(testData(this, 'videos', 'h265.mp4'));
    await produceRun({ queue, ledger }, options);
    const chunks = consumer.chunks.length;
    const again = await produceRun({ queue, ledger }, options);
    assert.deepEqual([again.outcome, again.run.storedFrames, consumer.chunks.length], ['complete', 10, chunks]);
  });

  it('resumes a stopped run with just the missing frames, their bytes unchanged', async function () {
    const path = testData(this, 'videos', 'people.mp4');
    const consumer = sink();
    const reference = await produceRun({ queue, ledger }, await optionsFor(path, { runId: 'whole' }, { every: 2 }));
    assert.equal(reference.run.storedFrames, 230);
    const whole = new Map(consumer.chunks.map((chunk) => [chunk.job.chunkIndex, chunk]));

    const stop = new AbortController();
    const stopAfter = ({ sampledFrames }: ProduceProgress) => sampledFrames > 0 && stop.abort();
    const small = await connect(4 * 8 * frameBytes);
    const slow = sink({ delayMs: 10 });
    const first = await optionsFor(path, { runId: 'parts', stop: stop.signal, onProgress: stopAfter }, { every: 2 });
    const stopped = await produceRun({ queue: small, ledger }, first);
    await small.close();
    assert.equal(stopped.outcome, 'stopped');
    await drained();
    const before = await ledger.read('parts');
    assert.ok(before.storedFrames > 0 && before.storedFrames < 230, `${before.storedFrames} frames stored`);

    const earlier = new Set(ledger.runs.get('parts')!.chunks.keys());
    const seen = consumer.chunks.length + slow.chunks.length;
    const { run } = await produceRun({ queue, ledger }, await optionsFor(path, { runId: 'parts' }, { every: 2 }));
    assert.deepEqual([run.state, run.storedFrames], ['complete', 230]);
    assert.equal(consumer.chunks.length + slow.chunks.length - seen, 29 - earlier.size);
    for (const { job, frameHashes } of [...consumer.chunks, ...slow.chunks]) {
      assert.deepEqual(frameHashes, whole.get(job.chunkIndex)!.frameHashes);
      assert.deepEqual(job.frames, whole.get(job.chunkIndex)!.job.frames);
    }
  });

  it('produces only chunks that a known run misses', async function () {
    const path = testData(this, 'videos', 'people.mp4');
    const consumer = sink();
    const options = await optionsFor(path, { runId: 'holes' });
    await produceRun({ queue, ledger }, options);
    const run = ledger.runs.get('holes')!;
    for (const chunkIndex of [3, 4, 20, 57]) run.chunks.delete(chunkIndex);
    consumer.chunks.length = 0;
    await produceRun({ queue, ledger }, options);
    assert.deepEqual(
      consumer.chunks.map(({ job }) => job.chunkIndex).sort((a, b) => a - b),
      [3, 4, 20, 57],
    );
  });

  it('holds ffmpeg up within the budget of a slow consumer', async function () {
    const small = await connect(3 * 8 * frameBytes);
    const consumer = sink({ delayMs: 20 });
    const path = testData(this, 'videos', 'people.mp4');
    const { run } = await produceRun({ queue: small, ledger }, await optionsFor(path));
    await small.close();
    assert.equal(run.storedFrames, 460);
    assert.ok(consumer.maxWaitingBytes <= 3 * 8 * frameBytes);
    assert.ok(consumer.maxWaitingBytes > 8 * frameBytes);
  });

  it('produces again what a flushed Redis has lost', async function () {
    const small = await connect(6 * 8 * frameBytes);
    const client = createRedis(parseRedisUrl(redis.url));
    let seen = 0;
    const lossy = (job: ChunkJob) => ++seen % 7 !== 0 || job.chunkIndex % 2 === 0;
    sink({ delayMs: 10, sees: lossy });
    const flushing = delay(400).then(() => client.flushall());
    const path = testData(this, 'videos', 'people.mp4');
    const { run } = await produceRun({ queue: small, ledger }, await optionsFor(path));
    await flushing;
    await small.close();
    client.disconnect();
    assert.deepEqual([run.state, run.storedFrames], ['complete', 460]);
  });

  it('stores what a cut file still holds, and says that it ended early', async function () {
    sink();
    const options = await optionsFor(testData(this, 'broken', 'cut-at-55-percent.mp4'));
    const { run } = await produceRun({ queue, ledger }, options);
    assert.deepEqual([run.state, run.storedFrames], ['complete', 180]);
    assert.equal(run.inputError, 'the input ended early: 14.4 s of 30.2 s could be read');
  });

  for (const [name, pattern] of [
    [['broken', 'empty.webm'], /EBML header parsing failed/],
    [['broken', 'no-moov.mp4'], /moov atom not found/],
    [['README.md'], /Invalid data found/],
  ] as const) {
    it(`refuses ${name.at(-1)}, saying what ffmpeg said`, async function () {
      const options = await optionsFor(testData(this, ...name));
      await assert.rejects(produceRun({ queue, ledger }, options), (error: unknown) => {
        assert.ok(error instanceof FramefleetError);
        assert.equal(error.code, 'INPUT_UNREADABLE');
        assert.match(error.message, pattern);
        return true;
      });
      assert.equal(ledger.runs.size, 0);
    });
  }

  async function drained(): Promise<void> {
    const client = createRedis(parseRedisUrl(redis.url));
    while (Number((await client.get(names.payloadTotal)) ?? 0) > 0) await delay(20);
    client.disconnect();
  }
});
