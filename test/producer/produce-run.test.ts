import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CAMERA_DEFAULTS } from '../../producer/camera/camera-options.ts';
import { findFfmpeg } from '../../producer/ffmpeg/find-ffmpeg.ts';
import { expandInputs } from '../../producer/input/inputs.ts';
import type { ProduceOptions, ProduceProgress } from '../../producer/produce-options.ts';
import { produceRun } from '../../producer/produce-run.ts';
import { BullMqFrameQueue } from '../../queue/bullmq-frame-queue.ts';
import { type QueueNames, queueNames } from '../../queue/queue-names.ts';
import { parseRedisUrl } from '../../queue/redis-address.ts';
import { createRedis } from '../../queue/redis-connection.ts';
import { type ChunkJob, payloadBytesOf } from '../../shared/chunk-job.ts';
import { FramefleetError } from '../../shared/errors.ts';
import { type RunSettings, runSettingsSchema } from '../../shared/run.ts';
import { clipWithoutIndex, cutClip, emptyFile } from '../fixtures/broken-clips.ts';
import { DEMO, demoClip } from '../fixtures/clips.ts';
import { ffprobeFrameCount } from '../fixtures/ffprobe.ts';
import { startRedis, type TestRedis } from '../fixtures/redis.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';
import { sampleModel } from '../results/fixtures/samples.ts';
import { FrameSink } from './frame-sink.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { NO_CARRIER } from './produce.ts';

const never = new AbortController().signal;
const network = { width: 96, height: 96 };
const frameBytes = 96 * 96 * 3;
const EXACT = { encoding: 'webp', quality: 100 } as const;

describe('producing a recording', () => {
  const folder = suiteFolder();
  let redis: TestRedis;
  let names: QueueNames;
  let ledger: MemoryLedger;
  let queue: BullMqFrameQueue;
  let queues: BullMqFrameQueue[];
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
    queues = [];
    queue = await connect(1 << 29);
  });
  afterEach(async () => {
    await Promise.all([...queues, ...sinks].map((one) => one.close()));
  });

  async function connect(maxQueuedBytes: number): Promise<BullMqFrameQueue> {
    const options = { names, maxQueuedBytes, patienceMs: 5000 };
    const connected = await BullMqFrameQueue.connect(parseRedisUrl(redis.url), options);
    queues.push(connected);
    return connected;
  }

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
      ...{ onIdentified: async () => undefined },
      ...{
        carry: true,
        exactCodec: null,
        onNote: () => undefined,
        onQueued: () => undefined,
        onSegment: () => undefined,
        camera: CAMERA_DEFAULTS,
      },
      ...given,
    };
    return options;
  }

  it('accounts for every frame of a recording, in chunks of consecutive frames', async () => {
    const consumer = sink();
    const options = await optionsFor(DEMO.clip);
    const { run, outcome } = await produceRun({ queue, ledger, carrier: NO_CARRIER }, options);
    assert.equal(outcome, 'complete');
    assert.deepEqual([run.sampledFrames, run.storedFrames, run.inputError], [240, 240, null]);
    const jobs = consumer.chunks.map(({ job }) => job).sort((a, b) => a.chunkIndex - b.chunkIndex);
    assert.equal(jobs.length, 30);
    assert.deepEqual(
      jobs.flatMap((job) => job.frames.map(({ frameIndex }) => frameIndex)),
      Array.from({ length: 240 }, (_, index) => index),
    );
    const { frames, ...facts } = jobs[0]!;
    assert.deepEqual([frames[0]?.sourceWidth, frames[0]?.sourceHeight], [640, 360]);
    assert.deepEqual(facts, {
      ...{
        chunkId: `${run.runId}-g${run.generation}-c0`,
        runId: run.runId,
        generation: run.generation,
        videoId: run.videoId,
        chunkIndex: 0,
      },
      ...{ timeBase: [1, 12288], pixelFormat: 'rgb24', frameWidth: 96, frameHeight: 96 },
      ...{
        model: { modelId: 'm', modelSha256: 'a'.repeat(64) },
        settings: options.settings,
      },
    });
    const { opened, end } = ledger.runs.get(run.runId)!;
    assert.equal(end?.frameCount, 240);
    const { videoId: _id, contentHash: _hash, uri: _uri, ...video } = opened.video;
    assert.deepEqual(video, {
      ...{ codec: 'h264', width: 640, height: 360, rotation: 0, fpsNum: 12, fpsDen: 1 },
      ...{ durationSeconds: 20, frameCount: null, recordedAt: null, recordedAtSource: null },
    });
  });

  it('says that a complete run is complete and puts nothing on the queue', async () => {
    const consumer = sink();
    const options = await optionsFor(demoClip(join(folder, 'short.mkv'), 10));
    await produceRun({ queue, ledger, carrier: NO_CARRIER }, options);
    const chunks = consumer.chunks.length;
    const again = await produceRun({ queue, ledger, carrier: NO_CARRIER }, options);
    assert.deepEqual([again.outcome, again.run.storedFrames, consumer.chunks.length], ['complete', 10, chunks]);
  });

  it('resumes a stopped run with just the missing frames, their bytes unchanged', async () => {
    const path = DEMO.clip;
    const consumer = sink();
    const reference = await produceRun(
      { queue, ledger, carrier: NO_CARRIER },
      await optionsFor(path, { runId: 'whole' }, { every: 2 }),
    );
    assert.equal(reference.run.storedFrames, 120);
    const whole = new Map(consumer.chunks.map((chunk) => [chunk.job.chunkIndex, chunk]));

    const stop = new AbortController();
    const stopAfter = ({ sampledFrames }: ProduceProgress) => sampledFrames > 0 && stop.abort();
    const small = await connect(4 * 8 * frameBytes);
    const slow = sink({ delayMs: 10 });
    const first = await optionsFor(path, { runId: 'parts', stop: stop.signal, onProgress: stopAfter }, { every: 2 });
    const stopped = await produceRun({ queue: small, ledger, carrier: NO_CARRIER }, first);
    assert.equal(stopped.outcome, 'stopped');
    await drained();
    const before = await ledger.read('parts');
    assert.ok(before.storedFrames > 0 && before.storedFrames < 120, `${before.storedFrames} frames stored`);

    const earlier = new Set(ledger.runs.get('parts')!.chunks.keys());
    const seen = consumer.chunks.length + slow.chunks.length;
    const { run } = await produceRun(
      { queue, ledger, carrier: NO_CARRIER },
      await optionsFor(path, { runId: 'parts' }, { every: 2 }),
    );
    assert.deepEqual([run.state, run.storedFrames], ['complete', 120]);
    assert.equal(consumer.chunks.length + slow.chunks.length - seen, 15 - earlier.size);
    for (const { job, frameHashes } of [...consumer.chunks, ...slow.chunks]) {
      assert.deepEqual(frameHashes, whole.get(job.chunkIndex)!.frameHashes);
      assert.deepEqual(job.frames, whole.get(job.chunkIndex)!.job.frames);
    }
  });

  it('sends frames encoded that are decoded as what they were, in the order in which they are shown', async () => {
    const consumer = sink();
    const ports = { queue, ledger, carrier: NO_CARRIER };
    const asked = { every: 3, gray: true, chunkFrames: 16 };
    for (const exactCodec of [null, EXACT]) {
      await produceRun(
        ports,
        await optionsFor(DEMO.clip, { runId: exactCodec ? 'encoded' : 'raw', exactCodec }, asked),
      );
    }
    const of = (name: string) => consumer.chunks.filter(({ job }) => job.runId === name);
    const hashes = (name: string) => new Map(of(name).map(({ job, frameHashes }) => [job.chunkIndex, frameHashes]));
    assert.equal(of('encoded').length, 5);
    assert.deepEqual(hashes('encoded'), hashes('raw'));
    const bytes = (name: string) => of(name).reduce((sum, { job }) => sum + payloadBytesOf(job), 0);
    assert.ok(bytes('encoded') < bytes('raw') * 0.8, `${bytes('encoded')} of ${bytes('raw')} bytes`);
  });

  it('lets so many more frames wait as they take fewer bytes', async () => {
    const room = await connect(2 * 8 * frameBytes); // of pixels, two chunks
    const frameCodec = { encoding: 'jpeg', quality: 80 } as const;
    const options = await optionsFor(DEMO.clip, { wait: false }, { frameCodec, every: 3 });
    const stop = AbortSignal.timeout(20_000);
    const { run } = await produceRun({ queue: room, ledger, carrier: NO_CARRIER }, { ...options, stop });
    assert.deepEqual([run.sampledFrames, stop.aborted], [80, false]);
    const client = createRedis(parseRedisUrl(redis.url));
    const waiting = Number(await client.get(names.payloadTotal));
    assert.ok(waiting > 0 && waiting <= 2 * 8 * frameBytes, `${waiting} bytes`);
    client.disconnect();
  });

  it('produces only chunks that a known run misses', async () => {
    const path = DEMO.clip;
    const consumer = sink();
    const options = await optionsFor(path, { runId: 'holes' });
    await produceRun({ queue, ledger, carrier: NO_CARRIER }, options);
    const run = ledger.runs.get('holes')!;
    for (const chunkIndex of [3, 4, 20, 29]) run.chunks.delete(chunkIndex);
    consumer.chunks.length = 0;
    await produceRun({ queue, ledger, carrier: NO_CARRIER }, options);
    assert.deepEqual(
      consumer.chunks.map(({ job }) => job.chunkIndex).sort((a, b) => a - b),
      [3, 4, 20, 29],
    );
  });

  it('holds ffmpeg up within the budget of a slow consumer', async () => {
    const small = await connect(3 * 8 * frameBytes);
    const consumer = sink({ delayMs: 20 });
    const path = DEMO.clip;
    const { run } = await produceRun({ queue: small, ledger, carrier: NO_CARRIER }, await optionsFor(path));
    assert.equal(run.storedFrames, 240);
    assert.ok(consumer.maxWaitingBytes <= 3 * 8 * frameBytes * 1.1); // a chunk's own size is known when it is there
    assert.ok(consumer.maxWaitingBytes > 8 * frameBytes);
  });

  it('produces again what a flushed Redis has lost', async () => {
    const small = await connect(6 * 8 * frameBytes);
    const client = createRedis(parseRedisUrl(redis.url));
    let seen = 0;
    const lossy = (job: ChunkJob) => ++seen % 7 !== 0 || job.chunkIndex % 2 === 0;
    sink({ delayMs: 10, sees: lossy });
    const flushing = delay(400)
      .then(() => client.flushall())
      .finally(() => client.disconnect());
    const path = demoClip(join(folder, 'twice.mp4'), 480);
    const { run } = await produceRun({ queue: small, ledger, carrier: NO_CARRIER }, await optionsFor(path));
    await flushing;
    assert.deepEqual([run.state, run.storedFrames], ['complete', 480]);
  });

  it('stores what a cut file still holds, and says that it ended early', async () => {
    sink();
    const cut = cutClip(join(folder, 'cut.mp4'));
    const { run } = await produceRun({ queue, ledger, carrier: NO_CARRIER }, await optionsFor(cut));
    const frames = ffprobeFrameCount(cut);
    assert.deepEqual([run.state, run.storedFrames], ['complete', frames]);
    assert.equal(run.inputError, `the input ended early: ${(frames / 12).toFixed(1)} s of 20.0 s could be read`);
  });

  for (const [what, make, pattern] of [
    ['an empty file', () => emptyFile(join(folder, 'empty.webm')), /EBML header parsing failed/],
    ['a file without its index', () => clipWithoutIndex(join(folder, 'no-index.mp4')), /moov atom not found/],
    ['a text file', () => 'README.md', /Invalid data found/],
  ] as const) {
    it(`refuses ${what}, saying what ffmpeg said`, async () => {
      const options = await optionsFor(make());
      await assert.rejects(produceRun({ queue, ledger, carrier: NO_CARRIER }, options), (error: unknown) => {
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
