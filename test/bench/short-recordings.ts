// Many short recordings: how long they take one after the other, and with several under way at once, and what share of their time
// workers have nothing to infer; on this machine, or with workers in containers. In turns:
//
//   node dist/test/bench/short-recordings.js --video V --model FOLDER [--recordings 40] [--workers 2] [--containers 10] [--rounds 3]
//
// FOLDER holds cfg, weights and names. Recordings are cut out of V, 1 to 2.5 seconds each. `--containers` needs Docker with Compose.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { plainTable } from '../../cli/output/table.ts';
import { median } from '../../model/runtime/paired-times.ts';
import { type Ended, framefleet } from '../fixtures/cli.ts';
import { ffmpeg } from '../fixtures/clips.ts';
import { Fleet } from '../soak/containers/fleet.ts';

const { values: options } = parseArgs({
  options: {
    video: { type: 'string' },
    model: { type: 'string' },
    recordings: { type: 'string', default: '40' },
    workers: { type: 'string', default: '2' },
    containers: { type: 'string' },
    rounds: { type: 'string', default: '3' },
  },
});
const { video, model } = options;
if (!video || !model) throw new Error('Expected --video and --model.');
/** Of `--parallel`; null: not given. */
const WAYS = ['1', null, '4'] as const;
const say = (text: string) => process.stderr.write(`${text}\n`);

/** Where recordings are done. */
interface Place {
  readonly workers: number;
  run(parallel: readonly string[]): Promise<Ended>;
  end(): Promise<unknown>;
}

function cutTo(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < Number(options.recordings); i++) {
    const [start, seconds] = [(i * 0.7) % 14, 1 + (i % 7) / 4];
    const encoder = ['-c:v', 'libx264', '-preset', 'veryfast', '-an'];
    ffmpeg('-ss', `${start}`, '-i', video!, '-t', `${seconds}`, ...encoder, join(folder, `${i}.mp4`));
  }
}

async function here(): Promise<Place> {
  const home = mkdtempSync(join(tmpdir(), 'framefleet-bench-'));
  const videos = join(home, 'videos');
  cutTo(videos);
  const own = ['--workers', options.workers, '--json', '--force'];
  return {
    workers: Number(options.workers),
    run: (parallel) => framefleet(['detect', videos, '--model', model!, ...own, ...parallel], home),
    end: async () => rmSync(home, { recursive: true, force: true }),
  };
}

async function inContainers(count: number): Promise<Place> {
  const fleet = await Fleet.create(count);
  cutTo(fleet.videos);
  const fileOf = (ending: string) => join(model!, readdirSync(model!).find((name) => name.endsWith(ending))!);
  const files = ['cfg', 'weights', 'names'].flatMap((kind) => [`--${kind}`, fileOf(`.${kind}`)]);
  await fleet.up('short', files, say).catch(async (error: unknown) => {
    await fleet.down(say);
    throw error;
  });
  return {
    workers: count,
    run: (parallel) => fleet.compose.produce(['/videos', '--model', 'short', '--json', '--force', ...parallel]),
    end: () => fleet.down(say),
  };
}

const place = await (options.containers === undefined ? here() : inContainers(Number(options.containers)));
try {
  /** @returns seconds from start to end, and the share in which the workers did not infer */
  const look = async (parallel: string | null) => {
    const started = performance.now();
    const { code, stdout, stderr } = await place.run(parallel === null ? [] : ['--parallel', parallel]);
    const seconds = (performance.now() - started) / 1000;
    if (code !== 0) throw new Error(`Expected exit code 0, got ${code}: ${stderr}`);
    const runs = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { inferenceMs: number; storedFrames: number });
    const inferred = runs.reduce((sum, run) => sum + run.inferenceMs, 0) / 1000;
    const frames = runs.reduce((sum, run) => sum + run.storedFrames, 0);
    return { recordings: runs.length, frames, seconds, idle: 1 - inferred / (seconds * place.workers) };
  };
  await look(null); // fills caches
  const looks = WAYS.map((way) => ({ way, all: [] as Awaited<ReturnType<typeof look>>[] }));
  for (let i = 0; i < Number(options.rounds); i++) for (const { way, all } of looks) all.push(await look(way));
  const rows = looks.map(({ way, all }) => {
    const { recordings, frames } = all[0]!;
    const [seconds, idle] = [median(all.map((round) => round.seconds)), median(all.map((round) => round.idle))];
    const each = all.map((round) => round.seconds.toFixed(1)).join(' ');
    return {
      '--parallel': way ?? 'not given',
      recordings,
      frames,
      'median s': seconds,
      'idle share': idle,
      'all, s': each,
    };
  });
  process.stdout.write(`${plainTable(rows)}\n`);
} finally {
  await place.end();
}
