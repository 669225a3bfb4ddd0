// What workers take: memory of all together, and how soon one is ready.
//
//   node dist/test/bench/workers.js --model FOLDER | --synthetic CFG --names FILE [--size 416] [--precision int8] [--workers 10]
//
// Workers run on one thread each with a warm cache. The sum of their PSS (each page shared among those that have it) is taken
// once all have inferred; "ready" is from the start of the process to the model loaded and the queue asked, of one worker on
// an idle machine that is told which model as `detect` tells its workers, or finds out from its first chunk.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { WORKER_ENVIRONMENT, WORKER_NODE_FLAGS } from '../../app/local/worker-pool.ts';
import { noiseFrame } from '../../model/runtime/probe-frames.ts';
import { BullMqFrameQueue } from '../../queue/bullmq-frame-queue.ts';
import { queueNames } from '../../queue/queue-names.ts';
import { parseRedisUrl } from '../../queue/redis-address.ts';
import { runSettingsSchema } from '../../shared/run.ts';
import { startRedis } from '../fixtures/redis.ts';
import { benchModel, modelIn, modelOptions } from './bench-model.ts';

const { values: options } = parseArgs({
  options: {
    ...modelOptions,
    precision: { type: 'string', default: 'fp32' },
    workers: { type: 'string', default: '10' },
  },
});

const home = mkdtempSync(join(tmpdir(), 'framefleet-bench-'));
const redis = await startRedis();
const names = queueNames();
const queue = await BullMqFrameQueue.connect(parseRedisUrl(redis.url), {
  names,
  maxQueuedBytes: 2 ** 31,
  patienceMs: 60_000,
});
const started: ChildProcess[] = [];
try {
  const { precision } = options;
  const { manifest } = await modelIn(home, await benchModel(home, options), precision);
  const { width, height } = manifest.input;
  let chunkIndex = 0;
  const putChunk = () => {
    const facts = {
      chunkId: `c${chunkIndex}`,
      runId: 'bench',
      generation: 1,
      videoId: 'noise',
      chunkIndex: chunkIndex++,
    };
    const frame = {
      frameIndex: chunkIndex,
      pts: chunkIndex,
      capturedAt: null,
      sourceWidth: width,
      sourceHeight: height,
    };
    const pixels = { pixelFormat: 'rgb24', frameWidth: width, frameHeight: height } as const;
    const timeBase: [number, number] = [1, 25];
    const settings = runSettingsSchema.parse({ confidence: 0.999 });
    const { modelId, modelSha256 } = manifest;
    const job = { ...facts, frames: [frame], ...pixels, timeBase, model: { modelId, modelSha256 }, settings };
    return queue.put(job, noiseFrame(manifest.input));
  };
  /** Starts a worker; settles with what its log tells of one message. */
  const startWorker = (preload: boolean) => {
    const at = Date.now();
    const env = { ...process.env, ...WORKER_ENVIRONMENT, REDIS_URL: redis.url, FRAMEFLEET_HOME: home };
    const flags = ['--threads', '1', '--no-spinning', '--log-level', 'info'];
    if (preload) flags.push('--preload', manifest.modelSha256);
    const child = spawn(process.execPath, [...WORKER_NODE_FLAGS, 'dist/cli/main.js', 'worker', ...flags], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    started.push(child);
    const seen = new Map<string, number>();
    const lines = createInterface({ input: child.stdout });
    const said = async (message: string) => {
      while (!seen.has(message)) await once(lines, 'line');
      return (seen.get(message) as number) - at;
    };
    lines.prependListener('line', (line: string) => {
      const { msg, time } = JSON.parse(line) as { msg: string; time: string };
      if (!seen.has(msg)) seen.set(msg, Date.parse(time));
    });
    return { child, said };
  };

  await putChunk();
  const cold = startWorker(false);
  const coldMs = await cold.said('model loaded');
  await cold.said('chunk done');
  cold.child.kill('SIGTERM');
  await once(cold.child, 'exit');

  const warmStarts = async (preload: boolean) => {
    const readyMs: number[] = [];
    for (let round = 0; round < 5; round++) {
      await putChunk();
      const one = startWorker(preload);
      readyMs.push(Math.max(await one.said('model loaded'), await one.said('worker started')));
      await one.said('chunk done');
      one.child.kill('SIGTERM');
      await once(one.child, 'exit');
    }
    return readyMs.sort((a, b) => a - b).join(', ');
  };
  const toldMs = await warmStarts(true);
  const untoldMs = await warmStarts(false);

  const workers = Array.from({ length: Number(options.workers) }, () => startWorker(false));
  await Promise.all(workers.map((worker) => worker.said('worker started')));
  for (let i = 0; i < 6 * workers.length; i++) await putChunk();
  await Promise.all(workers.map((worker) => worker.said('chunk done')));
  const pss = workers.map(({ child }) => pssOf(child.pid as number));
  const total = pss.reduce((sum, bytes) => sum + bytes, 0);
  process.stdout.write(
    [
      `${manifest.modelId}, ${precision}, ${width}x${height}`,
      `${workers.length} workers together: ${(total / 1e9).toFixed(2)} GB (PSS), each ${(total / pss.length / 1e6).toFixed(0)} MB`,
      `ready after ${coldMs} ms with a cold cache, ${untoldMs} ms with a warm one, ${toldMs} ms where told the model`,
      '',
    ].join('\n'),
  );
} finally {
  for (const child of started) child.kill('SIGKILL');
  await queue.close();
  await redis.stop();
  rmSync(home, { recursive: true, force: true });
}

function pssOf(pid: number): number {
  const [, kibibytes = ''] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
  return Number(kibibytes) * 1024;
}
