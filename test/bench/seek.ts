// What it costs to begin late in a recording, against decoding it from its beginning, and whether the frames are the same:
//
//   node dist/test/bench/seek.js [--minutes 20] [--start 1140] [--size 640x360] [--folder F] [--only mp4,mkv]
//
// Makes recordings of several kinds (kept in --folder, made where they are missing), and gives for each: seconds until the first
// frame of `--start` comes, by a decoder that begins at the beginning, and by a run, whose first frame is on the queue then; and
// how many of its frames have the index, time and pixels that decoding everything gives them. Exit code 1 unless all have.
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { FfmpegDecoder } from '../../producer/ffmpeg/ffmpeg-decoder.ts';
import { findFfmpeg } from '../../producer/ffmpeg/find-ffmpeg.ts';
import { runSettingsSchema } from '../../shared/run.ts';
import { ffmpeg } from '../fixtures/clips.ts';
import { fileOf } from '../producer/decode.ts';
import { TestStore } from '../producer/produce.ts';

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '20' },
    start: { type: 'string', default: '1140' },
    size: { type: 'string', default: '640x360' },
    folder: { type: 'string' },
    only: { type: 'string', default: 'mp4,mkv,ts,avi,vfr' },
  },
});
const start = Number(options.start);
const network = { width: 416, height: 416 };

const pattern = (rate: number | string) => [
  ...['-f', 'lavfi', '-i', `testsrc2=size=${options.size}:rate=${rate}`, '-t', `${Number(options.minutes) * 60}`],
];
const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2', '-g', '250'];
const makers: Record<string, (path: string, of: (kind: string) => string) => void> = {
  mp4: (path) => ffmpeg(...pattern(25), ...x264, path),
  mkv: (path, of) => ffmpeg('-i', of('mp4'), '-c', 'copy', path),
  ts: (path, of) => ffmpeg('-i', of('mp4'), '-c', 'copy', path),
  avi: (path) => ffmpeg(...pattern(25), '-c:v', 'mpeg4', '-q:v', '5', '-g', '100', path),
  /** Two of three frames of 30 a second, with their own times. */
  vfr: (path) =>
    ffmpeg(
      ...pattern(30),
      '-vf',
      "select='mod(n,3)'",
      '-fps_mode',
      'passthrough',
      '-enc_time_base',
      '1/90000',
      ...x264,
      path,
    ),
};

const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'framefleet-bench-'));
const sourceOf = (kind: string): string => {
  const ending = kind === 'vfr' ? 'mp4' : kind;
  const path = join(folder, `${kind}-${options.minutes}min-${options.size}.${ending}`);
  if (!existsSync(path)) {
    makers[kind]!(`${path}.part.${ending}`, sourceOf);
    renameSync(`${path}.part.${ending}`, path);
  }
  return path;
};

interface Frame {
  readonly frameIndex: number;
  readonly pts: number;
  readonly hash: string;
}

const hashOf = (pixels: Uint8Array) => createHash('md5').update(pixels).digest('hex');

/** Frames of `--start` by a decoder that begins at the beginning, and seconds until it gives the first of them. */
async function decodeFromBeginning(path: string): Promise<{ frames: Frame[]; seconds: number }> {
  const settings = runSettingsSchema.parse({ start });
  const wanted = [{ first: 0, last: Infinity }];
  const found = await findFfmpeg(null);
  const startedAt = performance.now();
  const decoder = new FfmpegDecoder({ ffmpeg: found, input: fileOf(path), network, settings, wanted });
  const frames: Frame[] = [];
  let seconds = 0;
  for await (const { frameIndex, pts, pixels } of decoder.frames()) {
    if (seconds === 0) seconds = (performance.now() - startedAt) / 1000;
    frames.push({ frameIndex, pts, hash: hashOf(pixels) });
  }
  return { frames, seconds };
}

/** A run from `--start` on, and seconds until its first frames are on the queue, from before the recording is identified and probed. */
async function runFromStart(path: string): Promise<{ frames: Frame[]; seconds: number }> {
  const ports = new TestStore();
  const found = await findFfmpeg(null);
  const frames: Frame[] = [];
  let seconds = 0;
  const startedAt = performance.now();
  const put = ports.queue.put.bind(ports.queue);
  ports.queue.put = async (job, payload) => {
    if (seconds === 0) seconds = (performance.now() - startedAt) / 1000;
    const bytes = payload.length / job.frames.length;
    for (const [at, { frameIndex, pts }] of job.frames.entries())
      frames.push({ frameIndex, pts, hash: hashOf(payload.subarray(at * bytes, (at + 1) * bytes)) });
    return put(job, payload);
  };
  await ports.produce(path, { start }, { network, ffmpeg: found });
  return { frames, seconds };
}

const table = new Table({
  head: ['recording', 'frames', 'first frame, from the beginning (s)', 'first frame of a run (s)', 'equal'],
  style: { head: [], border: [] },
});
try {
  for (const kind of options.only.split(',')) {
    const path = sourceOf(kind);
    const run = await runFromStart(path);
    const whole = await decodeFromBeginning(path);
    const expected = new Map(whole.frames.map((frame) => [frame.frameIndex, frame]));
    const equal = run.frames.filter(({ frameIndex, pts, hash }) => {
      const frame = expected.get(frameIndex);
      return frame?.pts === pts && frame.hash === hash;
    }).length;
    if (equal === 0 || equal !== whole.frames.length || equal !== run.frames.length) process.exitCode = 1;
    const seconds = [whole.seconds, run.seconds].map((value) => value.toFixed(2));
    table.push([kind, run.frames.length, ...seconds, `${equal} of ${whole.frames.length}`]);
  }
  process.stdout.write(`${table}\n`);
} finally {
  if (!options.folder) rmSync(folder, { recursive: true });
}
