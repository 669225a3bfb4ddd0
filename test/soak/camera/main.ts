// A camera over RTSP whose server is killed three times, while Redis is stopped and workers are slowed: is every frame accounted for?
//
//   npm run --silent build && node dist/test/soak/camera/main.js [--minutes 10] [--transport tcp|udp] [--fps 25]
//
// Prints what was captured, stored, dropped and missing, how long frames took to the store, and how far their time stamps lie from
// when the camera sent them. Exit code 1 unless stored + failed + dropped = captured, what was sent is captured or lies in a gap
// that the ledger tells of, the capture ended in time, and 95 % of the time stamps lie within 50 ms of the usual distance.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Database } from '../../../results/store/database.ts';
import { rowsOf } from '../../../results/store/rows.ts';
import type { CameraGap } from '../../../shared/capture.ts';
import { start } from '../../fixtures/cli.ts';
import { DEMO } from '../../fixtures/clips.ts';
import { H264Camera } from '../../fixtures/h264-camera.ts';
import { processesNaming, until } from '../../fixtures/processes.ts';
import { startRedis } from '../../fixtures/redis.ts';
import { sendSignal } from '../send-signal.ts';
import { latenessOf, quantile, type StoredFrame } from './late-frames.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    transport: { type: 'string', default: 'tcp' },
    fps: { type: 'string', default: '25' },
  },
});
const seconds = Number(values.minutes) * 60;
const fps = Number(values.fps);
/** A frame that is sent while a connection breaks is lost, and so are those that ffmpeg had not decoded. */
const lostAtBreak = fps;
const allowedMs = 50;

const home = mkdtempSync(join(tmpdir(), 'framefleet-camera-'));
const say = (text: string) => process.stdout.write(`${text}\n`);
const redis = await startRedis();
const camera = await H264Camera.start({ fps });
const beganAt = Date.now();
const at = (part: number) => sleep(Math.max(0, beganAt + part * seconds * 1000 - Date.now()));
const told = (text: string) => say(`${((Date.now() - beganAt) / 1000).toFixed(0).padStart(4)} s  ${text}`);

async function makeFaults(): Promise<void> {
  for (const part of [0.1, 0.2, 0.3]) {
    await at(part);
    await camera.stop();
    told('the camera is gone');
    await at(part + Math.min(0.03, 15 / seconds));
    await camera.restart();
    told('the camera is back');
  }
  await at(0.45);
  redis.process.kill('SIGSTOP');
  told('Redis is stopped');
  await at(0.45 + Math.min(0.25, 60 / seconds));
  redis.process.kill('SIGCONT');
  told('Redis goes on');
  await at(0.75);
  told('workers are slowed');
  while (Date.now() < beganAt + 0.85 * seconds * 1000) {
    const workers = processesNaming(home).filter(({ command }) => /main\.js worker/.test(command));
    for (const { pid } of workers) sendSignal(pid, 'SIGSTOP');
    await sleep(900);
    for (const { pid } of workers) sendSignal(pid, 'SIGCONT');
    await sleep(100);
  }
  told('workers are let go');
}

const flags = [
  '--model',
  DEMO.network,
  '--size',
  '96',
  '--run',
  'camera',
  '--json',
  '--workers',
  '1',
  '--reopen',
  'always',
];
const limits = ['--duration', `${seconds}`, '--camera-timeout', '5', '--max-buffered-mb', '2', '--max-queued-mb', '8'];
const transport = ['--rtsp-transport', values.transport];
const command = start(['detect', camera.url, ...flags, ...limits, ...transport], home, { REDIS_URL: redis.url });
let isDone = false;
try {
  const [{ code, stdout, stderr }] = await Promise.all([command.ended, makeFaults()]);
  const elapsed = (Date.now() - beganAt) / 1000;
  for (const line of stderr.split('\n').filter((text) => /again in|answer|service/.test(text))) say(`       ${line}`);
  if (code !== 0) throw new Error(`Expected \`detect\` to end with 0, got ${code}: ${stderr}`);
  isDone = await report(JSON.parse(stdout), elapsed);
} finally {
  redis.process.kill('SIGCONT');
  if (command.child.exitCode === null) command.child.kill('SIGKILL');
  await camera.close();
  await redis.stop();
  await until('every process has ended', () => processesNaming(home).length === 0, 60_000);
  rmSync(home, { recursive: true, force: true });
}
process.exitCode = isDone ? 0 : 1;

interface Summary {
  readonly sampledFrames: number;
  readonly storedFrames: number;
  readonly failedFrames: number;
  readonly droppedFrames: number;
  readonly gaps: readonly CameraGap[];
  readonly latency: Readonly<Record<'p50Ms' | 'p95Ms' | 'p99Ms' | 'maxMs', number>>;
}

/** @returns whether all is as it ought to be */
async function report(run: Summary, elapsed: number): Promise<boolean> {
  const { sampledFrames, storedFrames, failedFrames, droppedFrames, gaps, latency } = run;
  const sent = camera.connections.map(({ sentAt }) => sentAt);
  const sentFrames = camera.connections.reduce((sum, { sentAt }) => sum + sentAt.length, 0);
  const gapSeconds = gaps.reduce((sum, { fromAt, toAt }) => sum + (Date.parse(toAt!) - Date.parse(fromAt)) / 1000, 0);
  const late = latenessOf(await storedFramesOf(), gaps, sent, fps);
  const usual = quantile(late, 0.5);
  const off = late.map((milliseconds) => Math.abs(milliseconds - usual));
  const within = off.filter((milliseconds) => milliseconds <= allowedMs).length / off.length;
  say(`captured ${sampledFrames} = ${storedFrames} stored + ${failedFrames} failed + ${droppedFrames} dropped`);
  say(
    `sent ${sentFrames} on ${camera.connections.length} connections; ${gaps.length} gaps, ${gapSeconds.toFixed(1)} s in all`,
  );
  say(
    `frames and gaps cover ${(sampledFrames / fps + gapSeconds).toFixed(1)} s of ${elapsed.toFixed(1)} s, start and end of the command included`,
  );
  say(
    `from capture to store: half within ${latency.p50Ms} ms, 95 % ${latency.p95Ms} ms, 99 % ${latency.p99Ms} ms, all ${latency.maxMs} ms`,
  );
  say(
    `${late.length} time stamps, after the frame was sent: median ${usual.toFixed(0)} ms; ${(within * 100).toFixed(2)} % within ${allowedMs} ms of that, 99 % within ${quantile(off, 0.99).toFixed(0)} ms, all within ${Math.max(...off).toFixed(0)} ms`,
  );
  say(`load average ${loadavg()[0]!.toFixed(1)} on ${availableParallelism()} cores`);
  const checks = {
    'stored + failed + dropped = captured': storedFrames + failedFrames + droppedFrames === sampledFrames,
    'what was sent is captured': sentFrames - sampledFrames <= lostAtBreak * camera.connections.length,
    'a gap for each break': gaps.length >= camera.connections.length - 1,
    'ended in time': elapsed < seconds + 60,
    '95 % of the time stamps are right': within >= 0.95,
  };
  for (const [what, holds] of Object.entries(checks)) if (!holds) say(`NOT: ${what}`);
  return Object.values(checks).every(Boolean);
}

async function storedFramesOf(): Promise<StoredFrame[]> {
  const path = join(home, 'store', 'detections.duckdb');
  const database = await Database.open({ path, readOnly: true, memoryMb: 500 });
  try {
    return await database.read((connection) =>
      rowsOf<StoredFrame>(connection, {
        sql: `SELECT pts_seconds AS "ptsSeconds", epoch_ms(captured_at)::DOUBLE AS "capturedAt" FROM frames ORDER BY frame_index`,
        values: {},
      }),
    );
  } finally {
    await database.close();
  }
}
