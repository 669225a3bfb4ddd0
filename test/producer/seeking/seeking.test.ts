import assert from 'node:assert/strict';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DecodedFrame } from '../../../producer/ffmpeg/decoded-frame.ts';
import { findFfmpeg } from '../../../producer/ffmpeg/find-ffmpeg.ts';
import type { OrdinalRange } from '../../../producer/ffmpeg/sampling-expression.ts';
import { probeVideo } from '../../../producer/input/probe.ts';
import { SeekPlanner } from '../../../producer/seeking/seek-planner.ts';
import { SeekingDecoder } from '../../../producer/seeking/seeking-decoder.ts';
import { type RunSettings, runSettingsSchema } from '../../../shared/run.ts';
import { ffmpeg, patternClip } from '../../fixtures/clips.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';
import { concatenate } from '../concatenate.ts';
import { decodeAll, fileOf, indexesOf, upTo } from '../decode.ts';

const never = new AbortController().signal;
const frames = 720;
const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '48', '-bf', '3'];

/** Recordings of 60 s at 12 frames a second; each writes one and gives its path. */
const SEEKABLE: Record<string, (folder: string) => string> = {
  'closed groups with B-frames, mp4': (folder) => clip(folder, 'closed.mp4', x264),
  'open groups with B-frames, mkv': (folder) => clip(folder, 'open.mkv', [...x264, '-x264-params', 'open-gop=1']),
  'closed groups with B-frames, ts': (folder) => clip(folder, 'closed.ts', x264),
  'open groups with B-frames, ts': (folder) => clip(folder, 'open.ts', [...x264, '-x264-params', 'open-gop=1']),
  'HEVC with open groups, mp4': (folder) =>
    clip(folder, 'hevc.mp4', ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'keyint=48:log-level=error']),
  'MPEG-4, avi': (folder) => clip(folder, 'mpeg4.avi', ['-c:v', 'mpeg4', '-g', '48']),
  'MPEG-2 with B-frames, ts': (folder) => clip(folder, 'mpeg2.ts', ['-c:v', 'mpeg2video', '-bf', '2', '-g', '24'], 25),
  'VP9, mkv': (folder) =>
    clip(folder, 'vp9.mkv', ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-g', '48']),
  'MJPEG, avi': (folder) => clip(folder, 'mjpeg.avi', ['-c:v', 'mjpeg']),
  'uneven times, mp4': (folder) => {
    const output = ['-vf', "select='mod(n+1,3)+eq(mod(n,7),0)'", '-fps_mode', 'passthrough', ...x264];
    const uneven = clip(folder, 'uneven.mkv', [...output, '-enc_time_base', '1/1000'], 12, 1000);
    ffmpeg('-i', uneven, '-c', 'copy', join(folder, 'uneven.mp4'));
    return join(folder, 'uneven.mp4');
  },
  'an edit list, mp4': (folder) => {
    const whole = clip(folder, 'uncut.mp4', x264, 12, 800);
    ffmpeg('-ss', '5.3', '-i', whole, '-c', 'copy', join(folder, 'cut.mp4'));
    return join(folder, 'cut.mp4');
  },
};

/** Recordings whose packets do not tell where their frames are. */
const UNSEEKABLE: Record<string, (folder: string) => string | Promise<string>> = {
  'a raw stream': (folder) => clip(folder, 'raw.h264', x264),
  'B-frames in avi': (folder) => clip(folder, 'b-frames.avi', x264),
  'a clock that jumps back': async (folder) => {
    const part = clip(folder, 'part.ts', [...x264, '-bf', '0'], 12, 360);
    await concatenate(join(folder, 'joined.ts'), [part, part]);
    return join(folder, 'joined.ts');
  },
  'a hole': async (folder) => {
    const path = clip(folder, 'hole.mp4', x264);
    const bytes = await readFile(path);
    bytes.fill(0, Math.floor(bytes.length * 0.2), Math.floor(bytes.length * 0.3));
    await writeFile(path, bytes);
    return path;
  },
  'a beginning between two key frames': (folder) => {
    const whole = clip(folder, 'long.ts', x264, 12, 800);
    ffmpeg('-i', whole, '-c', 'copy', '-bsf:v', "noise=drop='lt(n,10)'", join(folder, 'midway.ts'));
    return join(folder, 'midway.ts');
  },
};

function clip(folder: string, name: string, output: readonly string[], fps = 12, count = frames): string {
  return patternClip(join(folder, name), { frames: count, fps, size: '96x64', output });
}

describe('seeking', () => {
  const folder = suiteFolder();

  async function planner(path: string, settings: Partial<RunSettings> = {}): Promise<SeekPlanner> {
    const found = await findFfmpeg(null);
    return new SeekPlanner(
      found,
      fileOf(path),
      runSettingsSchema.parse(settings),
      await probeVideo(found, fileOf(path)),
    );
  }

  async function decode(
    path: string,
    planner: SeekPlanner,
    wanted: readonly OrdinalRange[],
    settings: Partial<RunSettings> = {},
  ) {
    const request = { ffmpeg: await findFfmpeg(null), input: fileOf(path), network: { width: 64, height: 64 } };
    const decoder = new SeekingDecoder(
      { ...request, settings: runSettingsSchema.parse(settings), wanted },
      planner,
      never,
    );
    const decoded: DecodedFrame[] = [];
    for await (const frame of decoder.frames()) decoded.push({ ...frame, pixels: frame.pixels.slice() });
    return { frames: decoded.map(strip), seen: decoder.seen };
  }

  const strip = ({ arrivedAt: _, ...frame }: DecodedFrame) => frame;
  const seeksOf = async (planner: SeekPlanner, wanted: readonly OrdinalRange[]) =>
    (await planner.plan(wanted, never)).map(({ seek }) => seek !== null);
  const wanted = [
    { first: 340, last: 343 },
    { first: 348, last: 349 },
    { first: 690, last: Infinity },
  ];

  for (const [what, make] of Object.entries(SEEKABLE)) {
    it(`gives the frames of a whole pass: ${what}`, async () => {
      const path = make(folder);
      const whole = (await decodeAll(path)).frames.map(strip);
      assert.ok(whole.length > 700);
      const one = await planner(path);
      const { frames, seen } = await decode(path, one, wanted);
      assert.deepEqual(indexesOf(frames as DecodedFrame[]), [
        340,
        341,
        342,
        343,
        348,
        349,
        ...upTo(whole.length).slice(690),
      ]);
      assert.deepEqual(frames, [...whole.slice(340, 344), ...whole.slice(348, 350), ...whole.slice(690)]);
      assert.equal(seen.sourceFrames, whole.length);
      assert.deepEqual(await seeksOf(one, wanted), [true, true]);
    });
  }

  for (const [what, make] of Object.entries(UNSEEKABLE)) {
    it(`is left alone, and frames are those of a whole pass: ${what}`, async () => {
      const path = await make(folder);
      const whole = (await decodeAll(path)).frames.map(strip);
      const one = await planner(path);
      const last = [{ first: 400, last: Infinity }];
      assert.deepEqual((await decode(path, one, last)).frames, whole.slice(400));
      assert.deepEqual(await seeksOf(one, last), [false]);
    });
  }

  it('is given up where the file is not the one that was indexed', async () => {
    const path = clip(folder, 'swapped.mp4', x264);
    const one = await planner(path);
    const last = [{ first: 600, last: Infinity }];
    assert.deepEqual(await seeksOf(one, last), [true]);
    await copyFile(clip(folder, 'other.mp4', [...x264, '-g', '60', '-bf', '0'], 12.5), path);
    const whole = (await decodeAll(path)).frames.map(strip);
    assert.deepEqual((await decode(path, one, last)).frames, whole.slice(600));
    assert.deepEqual(await seeksOf(one, last), [false]);
  });

  it('does not pay near the beginning, nor across a small gap', async () => {
    const one = await planner(clip(folder, 'near.mp4', x264));
    assert.deepEqual(await seeksOf(one, [{ first: 16, last: Infinity }]), [false]);
    const gaps = [
      { first: 0, last: 15 },
      { first: 260, last: 271 },
      { first: 700, last: 707 },
    ];
    assert.deepEqual(await seeksOf(one, gaps), [false, true]);
  });

  for (const settings of [
    { start: 50 },
    { start: 40, end: 45, fps: 5 },
    { every: 7, start: 45 },
    { fps: 0.7, start: 55 },
  ]) {
    it(`samples as a whole pass does with ${JSON.stringify(settings)}`, async () => {
      const path = SEEKABLE['uneven times, mp4']!(folder);
      const whole = await decodeAll(path, { settings });
      const one = await planner(path, settings);
      const { frames, seen } = await decode(path, one, [{ first: 0, last: Infinity }], settings);
      assert.deepEqual(frames, whole.frames.map(strip));
      const { sourceFrames, sampledFrames, isFinished, firstSeconds, elapsedSeconds, missing } = whole.decoder.seen;
      for (const [key, value] of Object.entries({ sourceFrames, sampledFrames, isFinished, missing }))
        assert.deepEqual([key, seen[key as 'missing']], [key, value]);
      assert.deepEqual([seen.firstSeconds, seen.elapsedSeconds], [firstSeconds, elapsedSeconds]);
      assert.deepEqual(await seeksOf(one, [{ first: 0, last: Infinity }]), [true]);
    });
  }
});
