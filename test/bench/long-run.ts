// Whether a run of hours costs at its end what it costs at its beginning:
//
//   node dist/test/bench/long-run.js [--frames 750000] [--workers 2] [--max-queued-mb 64]
//
// A made recording of so many small frames goes through `detect` with a network that sees nothing, so that everything but the model
// is at work. Speed and the memory of each process (RSS) are taken by tenths of the run; exit code 1 unless the last tenth lies within
// a tenth of the second, Redis took no more than `--max-queued-mb` allows and 4 MiB for itself, and every frame is stored.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { parseNetwork } from '../../model/darknet/parse-network.ts';
import { syntheticWeights } from '../../model/darknet/synthetic-weights.ts';
import { parseRedisUrl } from '../../queue/redis-address.ts';
import { createRedis } from '../../queue/redis-connection.ts';
import { start } from '../fixtures/cli.ts';
import { ffmpeg } from '../fixtures/clips.ts';
import { processesNaming } from '../fixtures/processes.ts';
import { startRedis } from '../fixtures/redis.ts';

const { values } = parseArgs({
  options: {
    frames: { type: 'string', default: '750000' },
    workers: { type: 'string', default: '2' },
    'max-queued-mb': { type: 'string', default: '64' },
  },
});
const frames = Number(values.frames);
const LOOPED_FRAMES = 15_000;
const ALLOWED = 0.1;
/** Of Redis itself, its clients, and what BullMQ tells of jobs. */
const OWN_BYTES = 4 * 2 ** 20;
const NETWORK = `[net]
width=32
height=32
channels=3
[convolutional]
filters=6
size=1
stride=16
activation=linear
[yolo]
mask=0
anchors=8,8
classes=1
num=1
`;

/** What was seen at one moment: frames done, and bytes by process. */
interface Sample {
  readonly done: number;
  readonly atMs: number;
  readonly bytes: ReadonlyMap<string, number>;
}

const folder = mkdtempSync(join(tmpdir(), 'framefleet-bench-'));
const home = join(folder, 'home');
const redis = await startRedis();
const admin = createRedis(parseRedisUrl(redis.url));
try {
  const model = join(folder, 'network');
  mkdirSync(model);
  writeFileSync(join(model, 'network.cfg'), NETWORK);
  writeFileSync(join(model, 'network.names'), 'thing\n');
  const weights = syntheticWeights(parseNetwork(NETWORK, 'network.cfg'), 7, 1, { isBlind: true });
  writeFileSync(join(model, 'network.weights'), weights);
  const fixed = ['--model', model, '--workers', values.workers, '--threads', '1', '--json'];
  const limits = ['--max-queued-mb', values['max-queued-mb']];
  const command = start(['detect', recording(), ...fixed, ...limits], home, { REDIS_URL: redis.url });
  const samples: Sample[] = [];
  let peakRedisBytes = 0;
  for await (const line of createInterface({ input: command.child.stderr! })) {
    const [, done] = /: (\d+)\/\S+ frames,/.exec(line) ?? [];
    if (done === undefined) continue;
    process.stderr.write(`${line}\n`);
    samples.push({ done: Number(done), atMs: performance.now(), bytes: bytesByProcess() });
    const [, used] = /^used_memory:(\d+)/m.exec(await admin.info('memory')) ?? [];
    peakRedisBytes = Math.max(peakRedisBytes, Number(used));
  }
  const { code, stdout, stderr } = await command.ended;
  if (code !== 0) throw new Error(`Expected \`detect\` to end with 0, got ${code}: ${stderr}`);
  const summary = JSON.parse(stdout) as { storedFrames: number; framesPerSecond: number };
  const isSteady = report(samples);
  const maxQueuedBytes = Number(values['max-queued-mb']) * 2 ** 20;
  process.stdout.write(
    `${summary.storedFrames} of ${frames} frames stored, ${summary.framesPerSecond.toFixed(0)} frames/s in all; at most ${mb(peakRedisBytes)} MB in Redis, of ${mb(maxQueuedBytes)} MB allowed for what waits and ${mb(OWN_BYTES)} MB for itself\n`,
  );
  process.exitCode =
    isSteady && summary.storedFrames === frames && peakRedisBytes <= maxQueuedBytes + OWN_BYTES ? 0 : 1;
} finally {
  admin.disconnect();
  for (const { pid } of processesNaming(home)) process.kill(pid, 'SIGKILL');
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** A recording of so many frames: a short one, repeated without coding it again. */
function recording(): string {
  const short = join(folder, 'short.mkv');
  const long = join(folder, 'long.mkv');
  const source = ['-f', 'lavfi', '-i', 'testsrc2=size=64x64:rate=25', '-frames:v', `${LOOPED_FRAMES}`];
  ffmpeg(...source, '-c:v', 'mpeg4', '-bf', '0', short);
  ffmpeg('-stream_loop', '-1', '-i', short, '-frames:v', `${frames}`, '-c', 'copy', long);
  return long;
}

/** Memory of the processes of the run, by what each is; of several alike the second is `worker 2`. */
function bytesByProcess(): Map<string, number> {
  const bytes = new Map<string, number>();
  for (const { pid, command } of [...processesNaming(home), { pid: redis.process.pid!, command: 'redis-server' }]) {
    const what = nameOf(command);
    const [, kibibytes = '0'] = /^VmRSS:\s+(\d+) kB/m.exec(statusOf(pid)) ?? [];
    let name = what;
    for (let n = 2; bytes.has(name); n++) name = `${what} ${n}`;
    bytes.set(name, Number(kibibytes) * 1024);
  }
  return bytes;
}

function nameOf(command: string): string {
  const [, verb] = /main\.js (\w+)/.exec(command) ?? [];
  return verb ?? basename(command.split(' ')[0] ?? '');
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return ''; // it ended meanwhile
  }
}

/** @returns whether the last tenth is as the second */
function report(samples: readonly Sample[]): boolean {
  const tenth = (n: number) =>
    samples.filter(({ done }) => done > ((n - 1) * frames) / 10 && done <= (n * frames) / 10);
  const [second, last] = [tenth(2), tenth(10)];
  if (second.length < 3 || last.length < 3) throw new Error('Expected three samples in a tenth: give more --frames.');
  const speedOf = (part: readonly Sample[]) =>
    ((part.at(-1)!.done - part[0]!.done) * 1000) / (part.at(-1)!.atMs - part[0]!.atMs);
  const peakOf = (part: readonly Sample[], name: string) => Math.max(...part.map(({ bytes }) => bytes.get(name) ?? 0));
  const names = [...second[0]!.bytes.keys()];
  const speedRatio = speedOf(last) / speedOf(second);
  const ratios = names.map((name) => peakOf(last, name) / peakOf(second, name));
  const table = new Table({ head: ['', 'second tenth', 'last tenth', 'ratio'], style: { head: [], border: [] } });
  table.push(['frames/s', speedOf(second).toFixed(0), speedOf(last).toFixed(0), speedRatio.toFixed(3)]);
  for (const [index, name] of names.entries()) {
    table.push([`${name}, MB`, mb(peakOf(second, name)), mb(peakOf(last, name)), ratios[index]!.toFixed(3)]);
  }
  process.stdout.write(`${table.toString()}\n`);
  return speedRatio >= 1 - ALLOWED && ratios.every((ratio) => ratio <= 1 + ALLOWED);
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
