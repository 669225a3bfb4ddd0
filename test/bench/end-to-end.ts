// How much of the bare model's speed the whole pipeline keeps, and what a frame costs outside the model:
//
//   node dist/test/bench/end-to-end.js --video V --model FOLDER [--threads 2] [--rounds 3] [--end T]
//   node dist/test/bench/end-to-end.js --video V --synthetic CFG --names FILE [--size 416] …
//
// Each round runs `detect` with one worker over one frame (what starting costs), over the video, and then a bare loop of
// session.run() with the same model and as many threads.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { parseNetwork } from '../../worker/model/darknet/parse-network.ts';
import { syntheticWeights } from '../../worker/model/darknet/synthetic-weights.ts';
import { resolveModel } from '../../worker/model/registry/resolve-model.ts';

const { values: options } = parseArgs({
  options: {
    video: { type: 'string' },
    model: { type: 'string' },
    synthetic: { type: 'string' },
    names: { type: 'string' },
    size: { type: 'string', default: '416' },
    threads: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
    end: { type: 'string', default: '86400' },
  },
});
if (!options.video || !(options.model || (options.synthetic && options.names))) {
  throw new Error('Expected --video with --model, or with --synthetic and --names.');
}

/** Weights that keep a network's activations at one magnitude. */
const GAIN = 0.87;

interface Cost {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

const home = mkdtempSync(join(tmpdir(), 'framefleet-bench-'));
try {
  const model = options.model ?? syntheticModel();
  const { manifest, folder } = await resolveModel(model, home);
  const graph = join(folder, manifest.graph);
  const detect = (...more: string[]) => {
    // Made-up weights are sure of thousands of boxes a frame; real ones are not.
    const sure = options.synthetic ? ['--confidence', '0.99'] : [];
    const fixed = ['detect', options.video as string, '--model', model, '--home', home, '--json', '--force', ...sure];
    const run = timed(['dist/cli/main.js', ...fixed, '--workers', '1', '--threads', options.threads, ...more]);
    const { storedFrames, elapsedSeconds } = JSON.parse(run.stdout) as { storedFrames: number; elapsedSeconds: number };
    return { frames: storedFrames, seconds: elapsedSeconds, cpuSeconds: run.cpuSeconds };
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
  });
  for (let round = 0; round < Number(options.rounds); round++) {
    const start = detect('--every', '100000');
    const whole = detect('--end', options.end);
    const { width, height } = manifest.input;
    const work = [Math.min(whole.frames, 200), width, height].map(String);
    const loop = timed(['dist/test/bench/bare-loop.js', graph, options.threads, ...work]);
    const bare = JSON.parse(loop.stdout) as { frames: number } & Cost;
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
  process.stdout.write(`${manifest.modelId}, ${options.threads} threads\n${table.toString()}\n`);
} finally {
  rmSync(home, { recursive: true, force: true });
}

function syntheticModel(): string {
  const cfg = readFileSync(options.synthetic as string, 'utf8').replace(/^(width|height)=\d+/gm, `$1=${options.size}`);
  const target = join(home, 'synthetic');
  mkdirSync(target);
  writeFileSync(join(target, 'network.cfg'), cfg);
  writeFileSync(join(target, 'network.weights'), syntheticWeights(parseNetwork(cfg, 'network.cfg'), 7, GAIN));
  writeFileSync(join(target, 'network.names'), readFileSync(options.names as string));
  return target;
}

/** Runs a script to its end; CPU time is that of the process and all of its descendants. */
function timed(args: readonly string[]): Cost & { stdout: string } {
  const script = '"$0" "$@" && times >"$TIMES"';
  const times = join(home, 'times');
  const started = performance.now();
  const stdout = execFileSync('bash', ['-c', script, process.execPath, ...args], {
    env: { ...process.env, TIMES: times },
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
