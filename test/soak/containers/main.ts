// Ten workers in containers, killed one by one and stopped all at once in the middle of a run: is every frame stored once?
//
//   npm run --silent build && node dist/test/soak/containers/main.js [--workers 10] [--frames 4800]
//
// Builds the images, brings docker-compose.yml up under a name of its own, looks at a video in peace and then under faults, and
// holds both runs against each other. Needs Docker with Compose, and root to kill a container's process. Prints how the containers
// are closed in, which ports are open, and what is left at the end. Exit code 1 unless both runs are complete and equal.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { queueNames } from '../../../queue/queue-names.ts';
import { DEMO_MODEL, demoClip } from '../../fixtures/clips.ts';
import { compareFrames, type Frames, framesOf, type Row } from '../compare.ts';
import { Fleet } from './fleet.ts';
import { securityFaults } from './security.ts';
import { killOneByOne, stopAndUp } from './strike-workers.ts';

const { values } = parseArgs({
  options: { workers: { type: 'string', default: '10' }, frames: { type: 'string', default: '4800' } },
});
const workers = Number(values.workers);
const BEFORE_FAULTS_MS = 8_000;
/** A worker has a chunk at work and the next one prepared. */
const CHUNKS_IN_HAND = 2;

const startedAt = performance.now();
const say = (text: string) =>
  process.stdout.write(`${((performance.now() - startedAt) / 1000).toFixed(1).padStart(7)} s  ${text}\n`);
const fleet = await Fleet.create(workers);
const { compose, secret } = fleet;
const faults: string[] = [];

try {
  demoClip(join(fleet.videos, 'long.mp4'), Number(values.frames));
  await fleet.up(
    'soaked',
    Object.entries(DEMO_MODEL).flatMap(([kind, path]) => [`--${kind}`, path]),
    say,
  );
  const calm = await run('calm');
  const doneBefore = await chunksDone();
  let killed = 0;
  const struck = await run('struck', async () => {
    killed = await killOneByOne(compose, say);
    await stopAndUp(compose, workers, say);
  });
  const { lost, doubled, different } = compareFrames(calm.frames, struck.frames);
  if (calm.frames.size === 0) faults.push('the run in peace found nothing');
  if (killed < workers) faults.push(`only ${killed} of ${workers} workers were killed`);
  const done = (await chunksDone()) - doneBefore;
  const repeated = done - struck.chunks;
  if (repeated > killed * CHUNKS_IN_HAND) faults.push(`${repeated} chunks were done again`);
  say(`${killed} workers killed, then all stopped; ${done} chunks done where the run has ${struck.chunks}`);
  faults.push(...(await leftInRedis()), ...(await securityFaults(compose, secret, say)));
  for (const fault of faults) say(`WRONG: ${fault}`);
  say(`${struck.frames.size} frames with detections: ${lost} lost, ${doubled} doubled, ${different} different`);
  process.exitCode = faults.length + lost + doubled + different === 0 ? 0 : 1;
} finally {
  const left = await fleet.down(say);
  say(`${left} containers are left`);
  if (left > 0) process.exitCode = 1;
}

/** Looks at the video, while something may be done to the fleet. */
async function run(name: string, meanwhile?: () => Promise<void>): Promise<{ frames: Frames; chunks: number }> {
  let hasEnded = false;
  const ended = compose.produce(['/videos/long.mp4', '--model', 'soaked', '--run', name, '--json']).finally(() => {
    hasEnded = true;
  });
  if (meanwhile !== undefined) {
    await sleep(BEFORE_FAULTS_MS);
    await meanwhile();
    if (hasEnded) faults.push('the run ended before the last fault: give it more `--frames`');
  }
  const { code, stdout, stderr } = await ended;
  if (code !== 0) throw new Error(`Expected run \`${name}\` to end with 0, got ${code}: ${stderr}`);
  const summary = JSON.parse(stdout) as { state: string; sampledFrames: number; storedFrames: number };
  say(`${name}: ${summary.state}, ${summary.storedFrames} of ${summary.sampledFrames} frames stored`);
  if (summary.storedFrames !== Number(values.frames)) faults.push(`${name}: not every frame is stored`);
  const rows = await ask('query', '--run', name);
  const [{ chunks } = { chunks: 0 }] = await ask<{ chunks: number }>(
    'sql',
    `SELECT count(*)::INTEGER AS chunks FROM chunks WHERE run_id = '${name}'`,
  );
  return { frames: framesOf(rows), chunks };
}

async function ask<T = Row>(verb: string, ...args: string[]): Promise<T[]> {
  const command = ['node', '/app/dist/cli/main.js', verb, ...args, '--format', 'ndjson'];
  const text = await compose.run('exec', '-T', 'results', ...command);
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as T]));
}

/** How often a worker has said that it did a chunk. */
async function chunksDone(): Promise<number> {
  const logs = await compose.run('logs', '--no-color', 'worker');
  return logs.split('\n').filter((line) => line.includes('"chunk done"')).length;
}

/** What ought not to be in Redis when all work is done: pixels, their sizes, jobs that nobody ended. */
async function leftInRedis(): Promise<string[]> {
  const { prefix, payloadSizes, payloadTotal, payloadKey } = queueNames();
  const cli = async (...args: string[]) => (await compose.run('exec', '-T', 'redis', 'redis-cli', ...args)).trim();
  const keys = (await cli('--scan')).split('\n');
  const total = await cli('GET', payloadTotal);
  const isJobs = new RegExp(`^${prefix.replace(/[{}]/g, '\\$&')}:\\w+:(wait|active|delayed|prioritized)$`);
  say(`${keys.length} keys are in Redis, ${total || 0} bytes of pixels`);
  return [
    ...keys
      .filter((key) => key.startsWith(payloadKey('')) || key === payloadSizes || isJobs.test(key))
      .map((key) => `left in Redis: ${key}`),
    ...(Number(total) === 0 ? [] : [`${total} bytes of pixels are still counted`]),
  ];
}
