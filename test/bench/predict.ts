// What a single picture takes on its way, against the bare model, alone and while a batch runs:
//
//   node dist/test/bench/predict.js --model FOLDER [--pictures 60] [--threads 2]
//   node dist/test/bench/predict.js --synthetic model/files/bundled/yolov4.cfg --names model/files/bundled/coco.names …
//
// A fleet of one worker; the picture is a frame of the bundled clip, asked for over HTTP, one after the other. The bare model is a loop of
// session.run() on the same graph with as many threads, before and after. The batch is `produce` on the bundled clip, ten times over.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { median } from '../../model/runtime/paired-times.ts';
import { importModel } from '../../model/store/import-model.ts';
import { namedFiles } from '../../model/store/registered-models.ts';
import { demoClip } from '../fixtures/clips.ts';
import { framePicture } from '../fixtures/frame-picture.ts';
import { startRedis } from '../fixtures/redis.ts';
import { askSocket } from '../fuzz/ask-socket.ts';
import { benchModel, modelIn, modelOptions } from './bench-model.ts';

const { values: options } = parseArgs({
  options: {
    ...modelOptions,
    pictures: { type: 'string', default: '60' },
    threads: { type: 'string', default: '2' },
  },
});

const home = mkdtempSync(join(tmpdir(), 'framefleet-bench-'));
const socketPath = join(home, 'results.sock');
const redis = await startRedis();
const env = {
  ...{ ...process.env, FRAMEFLEET_HOME: home, REDIS_URL: redis.url, FRAMEFLEET_LISTEN: `unix://${socketPath}` },
  ...{ FRAMEFLEET_RESULTS_URL: `unix://${socketPath}`, FRAMEFLEET_LOG_LEVEL: 'error' },
};
const run = (...args: string[]) =>
  spawn(process.execPath, ['dist/cli/main.js', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });
const parts = [];
try {
  await importModel(home, 'bench', await namedFiles(await benchModel(home, options), home));
  const { folder } = await modelIn(home, 'bench', 'fp32');
  const picture = readFileSync(framePicture(join(home, 'frame.jpg')));
  const before = bareMs(folder);
  parts.push(run('serve'), run('worker', '--threads', options.threads));
  while (!(await ask(picture, 5).catch(() => false))) await sleep(200); // until all are there, and the model is loaded
  const alone = await medianMs(picture);
  const clip = demoClip(join(home, 'clip.mp4'), 2400);
  parts.push(run('produce', clip, '--model', 'bench', '--confidence', '0.999'));
  await sleep(4000); // until chunks wait
  const busy = await medianMs(picture);
  for (const part of parts) part.kill('SIGKILL');
  const after = bareMs(folder);
  const bare = (before + after) / 2;
  const line = (name: string, ms: number) =>
    `${name}: ${ms.toFixed(1)} ms, ${(ms / bare).toFixed(2)} × the bare model\n`;
  process.stdout.write(
    `bare model: ${before.toFixed(1)} and ${after.toFixed(1)} ms a frame, ${options.threads} threads\n` +
      line('a picture, median, alone', alone) +
      line('a picture, median, while a batch runs', busy),
  );
} finally {
  for (const part of parts) part.kill('SIGKILL');
  await redis.stop();
  rmSync(home, { recursive: true, force: true });
}

function bareMs(folder: string): number {
  const args = ['dist/test/bench/bare-loop.js', folder, home, options.threads, '40'];
  const { frames, seconds } = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Record<
    string,
    number
  >;
  return (1000 * seconds!) / frames!;
}

async function medianMs(picture: Buffer): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < Number(options.pictures); i++) {
    const started = performance.now();
    await ask(picture, 60);
    times.push(performance.now() - started);
    await sleep(10 * (i % 7)); // at any moment of the batch's frames
  }
  return median(times);
}

async function ask(picture: Buffer, timeoutSeconds: number): Promise<true> {
  const path = `/v1/predict?model=bench&confidence=0.5&timeout=${timeoutSeconds}`;
  const { status, body } = await askSocket(socketPath, { method: 'POST', path, body: picture }, 100_000);
  if (status !== 200) throw new Error(body);
  return true;
}
