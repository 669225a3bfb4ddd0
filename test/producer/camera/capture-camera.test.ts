import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CAMERA_DEFAULTS, type CameraOptions } from '../../../producer/camera/camera-options.ts';
import { findFfmpeg } from '../../../producer/ffmpeg/find-ffmpeg.ts';
import { expandInputs } from '../../../producer/input/inputs.ts';
import type { ProduceOptions } from '../../../producer/produce-options.ts';
import { produceRun } from '../../../producer/produce-run.ts';
import { BullMqFrameQueue } from '../../../queue/bullmq-frame-queue.ts';
import { type QueueNames, queueNames } from '../../../queue/queue-names.ts';
import { parseRedisUrl } from '../../../queue/redis-address.ts';
import type { CaptureReport } from '../../../shared/capture.ts';
import { StoreError } from '../../../shared/errors.ts';
import { type RunGeneration, type RunRecord, runSettingsSchema } from '../../../shared/run.ts';
import { jpegs, MjpegCamera, TcpCamera } from '../../fixtures/cameras.ts';
import { patternClip } from '../../fixtures/clips.ts';
import { until } from '../../fixtures/processes.ts';
import { startRedis, type TestRedis } from '../../fixtures/redis.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';
import { sampleModel } from '../../results/fixtures/samples.ts';
import { FrameSink } from '../frame-sink.ts';
import { MemoryLedger } from '../memory-ledger.ts';
import { NO_CARRIER } from '../produce.ts';

const frameBytes = 96 * 96 * 3;
const never = new AbortController().signal;

/** A ledger that can go away for a while, as a results service does. */
class AbsentLedger extends MemoryLedger {
  #backAt = 0;

  leave(milliseconds: number): void {
    this.#backAt = Date.now() + milliseconds;
  }

  override async report(run: RunGeneration, report: CaptureReport): Promise<RunRecord> {
    if (Date.now() < this.#backAt) throw new StoreError('STORE_UNREACHABLE', 'nobody there');
    return super.report(run, report);
  }
}

describe('capturing a camera', () => {
  let redis: TestRedis;
  let names: QueueNames;
  let camera: MjpegCamera | TcpCamera | null = null;
  let pictures: Buffer[];
  let sink: FrameSink | null = null;
  const ledger = new AbsentLedger();
  const video = join(suiteFolder(), 'video.mp4');
  before(async () => {
    patternClip(video, { frames: 120, fps: 24, size: '640x360', output: ['-g', '24'] });
    pictures = jpegs(20);
    redis = await startRedis();
  });
  beforeEach(() => {
    names = queueNames(`camera-${ledger.runs.size}`);
  });
  afterEach(async () => {
    await sink?.close();
    await camera?.close();
    sink = null;
    camera = null;
  });
  after(() => redis.stop());

  const notes: string[] = [];
  const runs: RunRecord[] = [];

  async function capture(
    given: Partial<ProduceOptions>,
    maxQueuedBytes = 1 << 28,
    how: Partial<CameraOptions> = {},
    patienceMs = 5000,
  ) {
    const [input] = await expandInputs([camera!.url], { live: true });
    notes.splice(0);
    runs.splice(0);
    const connection = { names, maxQueuedBytes, patienceMs };
    const queue = await BullMqFrameQueue.connect(parseRedisUrl(redis.url), connection);
    try {
      const options: ProduceOptions = {
        ...{ input: input!, ffmpeg: await findFfmpeg(null), network: { width: 96, height: 96 } },
        model: sampleModel(),
        settings: runSettingsSchema.parse({}),
        ...{
          runId: null,
          force: false,
          wait: true,
          durationSeconds: null,
          startsAt: null,
          carry: true,
          exactCodec: null,
        },
        ...{ stop: never, abort: never, onOpen: () => undefined, onProgress: () => undefined },
        ...{
          onNote: (text) => notes.push(text),
          onSegment: (run) => runs.push(run),
          onQueued: () => undefined,
          onIdentified: async () => undefined,
        },
        camera: { ...CAMERA_DEFAULTS, ...how },
        ...given,
      };
      return await produceRun({ queue, ledger, carrier: NO_CARRIER }, options);
    } finally {
      await queue.close();
    }
  }

  it('stores every frame at its wall-clock time while workers keep up, and ends after its duration', async () => {
    camera = await TcpCamera.start(video);
    sink = new FrameSink(redis.url, names, ledger);
    const startedAt = Date.now();
    const { run, outcome } = await capture({ durationSeconds: 12 }, 1 << 28);
    assert.equal(outcome, 'complete');
    assert.equal(run.droppedFrames, 0);
    assert.ok(run.sampledFrames! > 24, `${run.sampledFrames} frames`);
    assert.equal(run.storedFrames, run.sampledFrames);
    const frames = sink.chunks.flatMap(({ job }) => job.frames).sort((a, b) => a.frameIndex - b.frameIndex);
    assert.deepEqual(
      frames.map(({ frameIndex }) => frameIndex),
      frames.map((_, index) => index),
    );
    const times = frames.map(({ capturedAt }) => capturedAt!);
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
    );
    assert.ok(times[0]! >= startedAt && times.at(-1)! <= Date.now());
  });

  it('drops and counts the frames that find no room', async () => {
    camera = await TcpCamera.start(video);
    sink = new FrameSink(redis.url, names, ledger, { delayMs: 900 });
    const { run } = await capture({ durationSeconds: 12 }, 2 * 8 * frameBytes, { maxBufferedBytes: 8 * frameBytes });
    assert.equal(run.state, 'complete');
    assert.ok(run.droppedFrames > 0);
    assert.ok(run.storedFrames > 0);
    assert.equal(run.storedFrames + run.droppedFrames, run.sampledFrames);
    const stored = sink.chunks.reduce((sum, { job }) => sum + job.frames.length, 0);
    assert.equal(stored, run.storedFrames);
  });

  it('encodes beside the capture, and counts as many frames', async () => {
    camera = await TcpCamera.start(video);
    sink = new FrameSink(redis.url, names, ledger);
    const frameCodec = { encoding: 'webp', quality: 60 } as const;
    const settings = runSettingsSchema.parse({ frameCodec });
    const stop = new AbortController();
    const onProgress = () => seen().length > 10 && stop.abort();
    const { run } = await capture({ settings, stop: stop.signal, onProgress, durationSeconds: 50 });
    assert.deepEqual([run.state, run.storedFrames, run.droppedFrames], ['complete', run.sampledFrames, 0]);
    const frames = seen();
    assert.ok(frames.length > 10 && frames.every(({ encodedBytes }) => encodedBytes! < frameBytes / 2));
  });

  it('counts the frames of a chunk as dropped that gets lost on its way', async () => {
    camera = await TcpCamera.start(video);
    sink = new FrameSink(redis.url, names, ledger, { sees: ({ chunkIndex }) => chunkIndex !== 1 });
    const stop = new AbortController();
    const onProgress = ({ sampledFrames }: { sampledFrames: number }) => sampledFrames > 24 && stop.abort();
    const { run } = await capture({ stop: stop.signal, onProgress, durationSeconds: 50 });
    assert.deepEqual([run.state, run.storedFrames + run.droppedFrames], ['complete', run.sampledFrames]);
    assert.ok(run.droppedFrames > 0 && run.droppedFrames <= 8, `${run.droppedFrames} dropped`);
  });

  it('ends the input at a stop signal, and its frames are still waited for', async () => {
    camera = await TcpCamera.start(video);
    sink = new FrameSink(redis.url, names, ledger);
    const stop = new AbortController();
    const onProgress = ({ sampledFrames }: { sampledFrames: number }) => sampledFrames > 8 && stop.abort();
    const { run } = await capture({ stop: stop.signal, onProgress }, 1 << 28);
    assert.equal(run.state, 'complete');
    assert.equal(run.storedFrames, run.sampledFrames);
  });

  it('closes a chunk that half a second does not fill', async () => {
    camera = await TcpCamera.start(video);
    sink = new FrameSink(redis.url, names, ledger);
    const settings = runSettingsSchema.parse({ chunkFrames: 1000 });
    const stop = new AbortController();
    const onProgress = () => sink!.chunks.length >= 2 && stop.abort();
    const { run } = await capture({ settings, stop: stop.signal, onProgress, durationSeconds: 50 }, 1 << 28);
    assert.equal(run.storedFrames, run.sampledFrames);
    assert.ok(sink.chunks.length >= 2);
  });

  /** What workers were handed, in order. */
  const seen = () =>
    sink!.chunks
      .flatMap(({ job }) => job.frames.map((frame) => ({ ...frame, runId: job.runId })))
      .sort((a, b) => a.capturedAt! - b.capturedAt!);
  const rising = (values: readonly number[]) => values.every((value, i) => i === 0 || value > values[i - 1]!);

  it('goes on while Redis is away: frames keep the time at which they came, those without room are dropped, and the rest is stored when it is back', async () => {
    const mjpeg = await MjpegCamera.start(pictures);
    camera = mjpeg;
    sink = new FrameSink(redis.url, names, ledger);
    const stop = new AbortController();
    const outage = async () => {
      await until('the camera sends', () => mjpeg.sentAt.length > 10);
      redis.process.kill('SIGSTOP');
      try {
        await sleep(3000);
      } finally {
        redis.process.kill('SIGCONT');
      }
      await sleep(1500);
      stop.abort();
    };
    const options = { stop: stop.signal, settings: runSettingsSchema.parse({ chunkFrames: 4 }) };
    const [{ run, outcome }] = await Promise.all([
      capture(options, 1 << 28, { maxBufferedBytes: 10 * frameBytes }, 700),
      outage(),
    ]);
    assert.equal(outcome, 'complete');
    assert.ok(run.sampledFrames! >= mjpeg.sentAt.length - 5, `${run.sampledFrames} of ${mjpeg.sentAt.length}`);
    assert.ok(run.droppedFrames >= 5, `${run.droppedFrames} dropped`);
    assert.equal(run.storedFrames + run.droppedFrames, run.sampledFrames);
    assert.deepEqual(run.gaps, []);
    assert.deepEqual(notes, [
      'Redis does not answer; the capture goes on, and frames that find no room are dropped',
      'Redis answers again',
    ]);
    // the chunk in hand may have been sent twice; it is stored once
    const frames = seen().filter(({ frameIndex }, i, all) => frameIndex !== all[i - 1]?.frameIndex);
    assert.equal(frames.length, run.storedFrames);
    const late = frames.map(({ frameIndex, capturedAt }) => capturedAt! - mjpeg.sentAt[frameIndex]!);
    assert.ok(Math.min(...late) > -50 && Math.max(...late) < 1000, `${late}`);
    assert.ok(late.sort((a, b) => a - b)[frames.length >> 1]! < 100, `${late}`);
  });

  it('goes on while the results service is away, and reports what it dropped when that is back', async () => {
    camera = await MjpegCamera.start(pictures);
    sink = new FrameSink(redis.url, names, ledger, { delayMs: 500 });
    const { run } = await capture(
      { durationSeconds: 12, settings: runSettingsSchema.parse({ chunkFrames: 2 }), onOpen: () => ledger.leave(1500) },
      3 * frameBytes,
      { maxBufferedBytes: 5 * frameBytes, onOverload: 'drop-newest' },
    );
    assert.ok(run.sampledFrames! > 15 && run.droppedFrames > 3, `${run.droppedFrames} of ${run.sampledFrames}`);
    assert.match(notes.join(), /goes on without the results service/);
  });

  it('opens a camera again that fell silent, tells of the gap, and counts on', async () => {
    const mjpeg = await MjpegCamera.start(pictures);
    camera = mjpeg;
    sink = new FrameSink(redis.url, names, ledger);
    let silentMs = 0;
    const silence = async () => {
      await until('the camera sends', () => mjpeg.sentAt.length > 5);
      mjpeg.isSilent = true;
      const began = Date.now();
      await until('it is opened again', () => mjpeg.connections > 1);
      mjpeg.isSilent = false;
      const sent = mjpeg.sentAt.length;
      await until('it sends again', () => mjpeg.sentAt.length > sent + 15);
      silentMs = Date.now() - began;
      stop.abort();
    };
    const stop = new AbortController();
    const [{ run, outcome }] = await Promise.all([
      capture({ stop: stop.signal, durationSeconds: 50 }, 1 << 28, { timeoutSeconds: 4 }),
      silence(),
    ]);
    assert.deepEqual([outcome, run.inputError, run.droppedFrames], ['complete', null, 0]);
    assert.equal(run.gaps.length, 1);
    const [{ fromAt, toAt, fromSeconds, toSeconds, reason }] = run.gaps as [RunRecord['gaps'][0]];
    assert.equal(reason, 'no frame came for 4 s');
    assert.match(notes[0]!, /no frame came for 4 s; it is opened again in 1 s/);
    const length = Date.parse(toAt!) - Date.parse(fromAt);
    assert.ok(length >= 4000 && length < silentMs + 1000, `${length} ms of ${silentMs}`);
    assert.ok(Math.abs((toSeconds! - fromSeconds!) * 1000 - length) < 100);
    const frames = seen();
    assert.ok(frames.some(({ capturedAt }) => capturedAt! >= Date.parse(toAt!)));
    assert.ok(rising(frames.map(({ frameIndex }) => frameIndex)) && rising(frames.map(({ pts }) => pts)));
    assert.equal(frames.at(-1)!.frameIndex, run.sampledFrames! - 1);
  });

  it('opens a camera again whose connection broke, ever more slowly, and ends in time though it is not back', async () => {
    const mjpeg = await MjpegCamera.start(pictures);
    camera = mjpeg;
    sink = new FrameSink(redis.url, names, ledger);
    const breaking = until('the camera sends', () => mjpeg.sentAt.length > 5).then(() => mjpeg.stop());
    const startedAt = Date.now();
    const [{ run, outcome }] = await Promise.all([capture({ durationSeconds: 12 }), breaking]);
    assert.ok(Date.now() - startedAt < 30_000);
    assert.equal(outcome, 'complete');
    assert.deepEqual(
      notes.slice(0, 2).map((note) => /opened again in (\d) s$/.exec(note)?.[1]),
      ['1', '2'],
    );
    const [gap] = run.gaps;
    assert.ok(Date.parse(gap!.toAt!) - startedAt >= 11_900 && gap!.toSeconds === null, JSON.stringify(gap));
  });

  it('breaks off, and ends the run, where a silent camera is not to be opened again', async () => {
    const mjpeg = await MjpegCamera.start(pictures);
    camera = mjpeg;
    sink = new FrameSink(redis.url, names, ledger);
    const silence = until('the camera sends', () => mjpeg.sentAt.length > 5).then(() => {
      mjpeg.isSilent = true;
    });
    const [{ run, outcome }] = await Promise.all([
      capture({}, 1 << 28, { timeoutSeconds: 4, reopen: 'never' }),
      silence,
    ]);
    assert.deepEqual(
      [outcome, run.state, run.inputError],
      ['broke off', 'complete', 'the camera broke off: no frame came for 4 s'],
    );
    assert.equal(run.storedFrames, run.sampledFrames);
  });

  it('that gives no frame is an error after the time limit, and after the duration where that is over first', async () => {
    camera = await TcpCamera.start(null);
    const before = ledger.runs.size;
    await assert.rejects(capture({}, 1 << 28, { timeoutSeconds: 0.5 }), {
      ...{ code: 'INPUT_UNREADABLE', message: /to give frames, got none for 0.5 s/ },
    });
    const startedAt = Date.now();
    await assert.rejects(capture({ durationSeconds: 0.7 }), {
      ...{ code: 'INPUT_UNREADABLE', message: /to give frames, got none in [\d.]+ s/ },
    });
    assert.ok(Date.now() - startedAt < 5000);
    assert.equal(ledger.runs.size, before);
  });

  it('that is not there is waited for where it is to be opened in any case', async () => {
    const mjpeg = await MjpegCamera.start(pictures);
    camera = mjpeg;
    sink = new FrameSink(redis.url, names, ledger);
    await mjpeg.stop();
    const coming = until('it is waited for', () => notes.length > 0).then(() => mjpeg.restart());
    const stop = new AbortController();
    const onProgress = ({ sampledFrames }: { sampledFrames: number }) => sampledFrames > 5 && stop.abort();
    const given = { stop: stop.signal, onProgress, durationSeconds: 50 };
    const [{ run }] = await Promise.all([capture(given, 1 << 28, { reopen: 'always' }), coming]);
    assert.ok(run.sampledFrames! > 5);
    assert.deepEqual(
      run.gaps.map(({ fromSeconds, reason }) => [fromSeconds, /refused/.test(reason)]),
      [[null, true]],
    );
  });

  it('begins a new run after each segment, each with its own time and frames, and without losing one between them', async () => {
    const mjpeg = await MjpegCamera.start(pictures, 50);
    camera = mjpeg;
    sink = new FrameSink(redis.url, names, ledger);
    const stop = new AbortController();
    const onProgress = () => runs.length >= 3 && stop.abort();
    const given = { runId: 'gate', stop: stop.signal, onProgress, durationSeconds: 50 };
    const { run } = await capture(given, 1 << 28, { segmentSeconds: 1 });
    const all = [...runs, run];
    assert.ok(all.length >= 3, `${all.length} runs`);
    for (const { runId, recordedAt, state, sampledFrames, storedFrames } of all) {
      assert.deepEqual([state, storedFrames], ['complete', sampledFrames]);
      assert.equal(runId, `gate-${recordedAt!.replace(/[-:]|\.\d+/g, '')}`);
      const indexes = seen().flatMap((frame) => (frame.runId === runId ? [frame.frameIndex] : []));
      assert.deepEqual(
        indexes,
        indexes.map((_, index) => index),
      );
    }
    const begun = all.map(({ recordedAt }) => Date.parse(recordedAt!));
    assert.ok(
      begun.every((time, i) => i === 0 || (time - begun[0]! >= i * 1000 && time - begun[0]! < i * 1000 + 500)),
      `${begun}`,
    );
    const captured = all.reduce((sum, { sampledFrames }) => sum + sampledFrames!, 0);
    assert.ok(captured >= mjpeg.sentAt.length - 8, `${captured} of ${mjpeg.sentAt.length}`);
  });

  it('under the name of a capture that goes on is refused', async () => {
    const mjpeg = await MjpegCamera.start(pictures);
    camera = mjpeg;
    sink = new FrameSink(redis.url, names, ledger);
    const stop = new AbortController();
    let onOpen: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => {
      onOpen = resolve;
    });
    const first = capture({ runId: 'door', stop: stop.signal, onOpen: () => onOpen() });
    await opened;
    await assert.rejects(capture({ runId: 'door', stop: stop.signal }), { code: 'RUN_CONFLICT' });
    await until('the camera sends', () => mjpeg.sentAt.length > 5);
    stop.abort();
    const { run } = await first;
    assert.deepEqual([run.state, run.storedFrames], ['complete', run.sampledFrames]);
  });
});
