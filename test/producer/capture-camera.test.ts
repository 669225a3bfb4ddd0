import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { findFfmpeg } from '../../producer/find-ffmpeg.ts';
import { expandInputs } from '../../producer/inputs.ts';
import type { ProduceOptions } from '../../producer/produce-options.ts';
import { produceRun } from '../../producer/produce-run.ts';
import { BullMqFrameQueue } from '../../queue/bullmq-frame-queue.ts';
import { type QueueNames, queueNames } from '../../queue/queue-names.ts';
import { parseRedisUrl } from '../../queue/redis-address.ts';
import { runSettingsSchema } from '../../shared/run.ts';
import { patternClip } from '../fixtures/clips.ts';
import { startRedis, type TestRedis } from '../fixtures/redis.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';
import { sampleModel } from '../results/fixtures/samples.ts';
import { FrameSink } from './frame-sink.ts';
import { MemoryLedger } from './memory-ledger.ts';

const frameBytes = 96 * 96 * 3;
const never = new AbortController().signal;

describe('capturing a camera', () => {
  let redis: TestRedis;
  let names: QueueNames;
  let camera: TestCamera | null = null;
  let sink: FrameSink | null = null;
  const ledger = new MemoryLedger();
  const video = join(suiteFolder(), 'video.mp4');
  before(async () => {
    patternClip(video, { frames: 120, fps: 24, size: '640x360', output: ['-g', '24'] });
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

  async function capture(given: Partial<ProduceOptions>, maxQueuedBytes: number) {
    const [input] = await expandInputs([camera!.url]);
    const connection = { names, maxQueuedBytes, patienceMs: 5000 };
    const queue = await BullMqFrameQueue.connect(parseRedisUrl(redis.url), connection);
    try {
      const options: ProduceOptions = {
        ...{ input: input!, ffmpeg: await findFfmpeg(null), network: { width: 96, height: 96 } },
        model: sampleModel(),
        settings: runSettingsSchema.parse({}),
        ...{ runId: null, force: false, wait: true, durationSeconds: null, startsAt: null },
        ...{ stop: never, abort: never, onOpen: () => undefined, onProgress: () => undefined },
        ...given,
      };
      return await produceRun({ queue, ledger }, options);
    } finally {
      await queue.close();
    }
  }

  it('stores every frame at its wall-clock time while workers keep up, and ends after its duration', async () => {
    camera = await serve(video);
    sink = new FrameSink(redis.url, names, ledger);
    const startedAt = Date.now();
    const { run, outcome } = await capture({ durationSeconds: 2 }, 1 << 28);
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
    camera = await serve(video);
    sink = new FrameSink(redis.url, names, ledger, { delayMs: 900 });
    const { run } = await capture({ durationSeconds: 3 }, 2 * 8 * frameBytes);
    assert.equal(run.state, 'complete');
    assert.ok(run.droppedFrames > 0);
    assert.ok(run.storedFrames > 0);
    assert.equal(run.storedFrames + run.droppedFrames, run.sampledFrames);
    const stored = sink.chunks.reduce((sum, { job }) => sum + job.frames.length, 0);
    assert.equal(stored, run.storedFrames);
  });

  it('ends the input at a stop signal, and its frames are still waited for', async () => {
    camera = await serve(video);
    sink = new FrameSink(redis.url, names, ledger);
    const stop = new AbortController();
    const onProgress = ({ sampledFrames }: { sampledFrames: number }) => sampledFrames > 8 && stop.abort();
    const { run } = await capture({ stop: stop.signal, onProgress }, 1 << 28);
    assert.equal(run.state, 'complete');
    assert.equal(run.storedFrames, run.sampledFrames);
  });

  it('closes a chunk that half a second does not fill', async () => {
    camera = await serve(video);
    sink = new FrameSink(redis.url, names, ledger);
    const settings = runSettingsSchema.parse({ chunkFrames: 1000 });
    const { run } = await capture({ settings, durationSeconds: 2 }, 1 << 28);
    assert.equal(run.storedFrames, run.sampledFrames);
    assert.ok(sink.chunks.length >= 2);
  });
});

interface TestCamera {
  readonly url: string;
  close(): Promise<void>;
}

/** A camera on loopback: sends a file in real time to the one client that it takes, as `?listen=1` servers do. */
async function serve(path: string): Promise<TestCamera> {
  let sender: ChildProcess | null = null;
  const server: Server = createServer((socket) => {
    server.close();
    const args = ['-v', 'quiet', '-re', '-stream_loop', '-1', '-i', path, '-c', 'copy', '-f', 'mpegts', '-'];
    sender = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    socket.on('error', () => undefined); // the client hangs up when it has enough
    socket.on('close', () => sender?.kill('SIGKILL'));
    sender.stdout!.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as { port: number };
  return {
    url: `tcp://127.0.0.1:${address.port}`,
    async close() {
      server.close();
      if (sender && sender.exitCode === null && sender.signalCode === null) {
        sender.kill('SIGKILL');
        await once(sender, 'exit');
      }
    },
  };
}
