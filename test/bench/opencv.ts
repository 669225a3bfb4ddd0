// How fast the whole command is beside a plain loop of OpenCV's over the same video (decode, blob, forward, suppression), from start to
// end, in turns:
//
//   node dist/test/bench/opencv.js --video V --model FOLDER [--threads 2] [--rounds 3]
//
// FOLDER holds cfg and weights, whose size the cfg says. `detect` chooses its workers itself, and finds everything started by nobody. Needs
// `python3-opencv`.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { plainTable } from '../../cli/output/table.ts';
import { median } from '../../model/runtime/paired-times.ts';
import { OPENCV_LOOP } from './opencv/loop.ts';

const { values: options } = parseArgs({
  options: {
    video: { type: 'string' },
    model: { type: 'string' },
    threads: { type: 'string', default: String(availableParallelism()) },
    rounds: { type: 'string', default: '3' },
  },
});
const { video, model } = options;
if (!video || !model) throw new Error('Expected --video and --model.');
const fileOf = (ending: string) => join(model, readdirSync(model).find((name) => name.endsWith(ending))!);
const cfg = fileOf('.cfg');
const sideOf = (name: string) => new RegExp(`^${name} *= *(\\d+)`, 'm').exec(readFileSync(cfg, 'utf8'))![1]!;
const home = mkdtempSync(join(tmpdir(), 'framefleet-bench-'));

function secondsOf(program: string, args: readonly string[]): { seconds: number; stdout: string } {
  const started = performance.now();
  const stdout = execFileSync(program, args, { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' });
  return { seconds: (performance.now() - started) / 1000, stdout };
}

try {
  const detect = () =>
    secondsOf(process.execPath, ['dist/cli/main.js', 'detect', video, '--model', model, '--home', home, '--force']);
  const network = [cfg, fileOf('.weights'), sideOf('width'), sideOf('height'), options.threads];
  const openCv = () => secondsOf('/usr/bin/python3', ['-c', OPENCV_LOOP, video, ...network]);
  detect(); // fills the cache of optimised graphs
  const rounds = Array.from({ length: Number(options.rounds) }, () => ({ theirs: openCv(), ours: detect() }));
  const rows = rounds.map(({ theirs, ours }) => ({
    frames: Number(theirs.stdout),
    "OpenCV's loop, s": theirs.seconds,
    'detect, s': ours.seconds,
    'times as fast': theirs.seconds / ours.seconds,
  }));
  process.stdout.write(`${plainTable(rows)}\n`);
  process.stdout.write(`median ${median(rows.map((row) => row['times as fast'])).toFixed(2)}\n`);
} finally {
  rmSync(home, { recursive: true, force: true });
}
