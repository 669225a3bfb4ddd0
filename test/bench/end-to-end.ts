// How much of the bare model's speed the whole pipeline keeps, and what a frame costs outside the model:
//
//   node dist/test/bench/end-to-end.js --video V --model FOLDER [--precision int8] [--threads 2] [--rounds 3] [--end T]
//   node dist/test/bench/end-to-end.js --video V --synthetic CFG --names FILE [--size 416] …
//
// Each round runs `detect` with one worker over one frame (what starting costs) and over the video, and before and after that a
// bare loop of session.run() with the same graph and as many threads. int8 is calibrated on noise, which changes answers and not speed.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { WORKER_ENVIRONMENT } from '../../app/local/worker-pool.ts';
import { benchModel, modelIn, modelOptions } from './bench-model.ts';

const { values: options } = parseArgs({
  options: {
    video: { type: 'string' },
    ...modelOptions,
    precision: { type: 'string', default: 'fp32' },
    threads: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
    end: { type: 'string', default: '86400' },
  },
});
if (!options.video) throw new Error('Expected --video.');

const BARE_FRAMES = '100';

interface Cost {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

const home = mkdtempSync(join(tmpdir(), 'framefleet-bench-'));
try {
  const model = await benchModel(home, options);
  const { manifest, folder } = await modelIn(home, model, options.precision);
  const detect = (...more: string[]) => {
    // Made-up weights are sure of thousands of boxes a frame; so many are left that a busy street would have.
    const sure = options.synthetic ? ['--confidence', '0.999'] : [];
    const fixed = ['detect', options.video as string, '--model', model, '--home', home, '--json', '--force', ...sure];
    fixed.push('--precision', options.precision);
    const run = timed(['dist/cli/main.js', ...fixed, '--workers', '1', '--threads', options.threads, ...more]);
    const { storedFrames, elapsedSeconds } = JSON.parse(run.stdout) as { storedFrames: number; elapsedSeconds: number };
    return { frames: storedFrames, seconds: elapsedSeconds, cpuSeconds: run.cpuSeconds };
  };
  const bareLoop = () => {
    const run = timed(['dist/test/bench/bare-loop.js', folder, home, options.threads, BARE_FRAMES], WORKER_ENVIRONMENT);
    return JSON.parse(run.stdout) as { frames: number } & Cost;
  };
  const table = new Table({
    head: [
      'frames',
      'bare frames/s',
      'detect frames/s',
      'ratio',
      'of it after the start',
      'CPU ms a frame outside the model',
    ],
    style: { head: [], border: [] },
  });
  detect('--end', '0.001'); // fills the cache of optimised graphs
  for (let round = 0; round < Number(options.rounds); round++) {
    const start = detect('--end', '0.001');
    const before = bareLoop();
    const whole = detect('--end', options.end);
    const after = bareLoop();
    const bare = {
      frames: before.frames + after.frames,
      seconds: before.seconds + after.seconds,
      cpuSeconds: before.cpuSeconds + after.cpuSeconds,
    };
    const bareSpeed = bare.frames / bare.seconds;
    const speed = whole.frames / whole.seconds;
    const frames = whole.frames - start.frames;
    const steadySpeed = frames / (whole.seconds - start.seconds);
    const outsideMs = ((whole.cpuSeconds - start.cpuSeconds) / frames - bare.cpuSeconds / bare.frames) * 1000;
    table.push([
      whole.frames,
      bareSpeed.toFixed(2),
      speed.toFixed(2),
      (speed / bareSpeed).toFixed(3),
      (steadySpeed / bareSpeed).toFixed(3),
      outsideMs.toFixed(2),
    ]);
  }
  process.stdout.write(`${manifest.modelId}, ${options.precision}, ${options.threads} threads\n${table.toString()}\n`);
} finally {
  rmSync(home, { recursive: true, force: true });
}

/** Runs a script to its end; CPU time is that of the process and all of its descendants. */
function timed(args: readonly string[], more: NodeJS.ProcessEnv = {}): Cost & { stdout: string } {
  const script = '"$0" "$@" && times >"$TIMES"';
  const times = join(home, 'times');
  const started = performance.now();
  const stdout = execFileSync('bash', ['-c', script, process.execPath, ...args], {
    env: { ...process.env, ...more, TIMES: times },
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
  });
  const [, children = ''] = readFileSync(times, 'utf8').split('\n');
  const cpuSeconds = [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, m, s]) => sum + Number(m) * 60 + Number(s),
    0,
  );
  return { seconds: (performance.now() - started) / 1000, cpuSeconds, stdout };
}
