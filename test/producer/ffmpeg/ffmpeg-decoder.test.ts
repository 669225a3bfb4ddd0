import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { DecodedFrame } from '../../../producer/ffmpeg/decoded-frame.ts';
import { FfmpegDecoder } from '../../../producer/ffmpeg/ffmpeg-decoder.ts';
import { type Ffmpeg, findFfmpeg } from '../../../producer/ffmpeg/find-ffmpeg.ts';
import type { Input } from '../../../producer/input/inputs.ts';
import { probeVideo } from '../../../producer/input/probe.ts';
import { ptsSecondsOf } from '../../../shared/chunk-job.ts';
import { type RunSettings, runSettingsSchema } from '../../../shared/run.ts';
import { patternClip } from '../../fixtures/clips.ts';
import { hasTestData, testData } from '../../fixtures/data.ts';
import { ffprobeFrameCount, ffprobeTimes } from '../../fixtures/ffprobe.ts';
import { RECORDINGS } from '../../fixtures/recordings.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';

const network = { width: 64, height: 64 };
const REAL_RECORDINGS = [
  'people.mp4',
  'traffic.mp4',
  'car-detection.mp4',
  'bottle-detection.mp4',
  'mot17-04.mp4',
  'rotated180-vfr.mp4',
  'no-duration.webm',
  'h265.mp4',
  'h264-10bit.mp4',
];

describe('decoding recordings', () => {
  const folder = suiteFolder();
  let ffmpeg: Ffmpeg;
  before(async () => {
    ffmpeg = await findFfmpeg(null);
  });

  async function decode(path: string, given: Partial<RunSettings> = {}, wanted = [{ first: 0, last: Infinity }]) {
    const input: Input = { kind: 'file', source: path, uri: path };
    const settings = runSettingsSchema.parse(given);
    const decoding = new FfmpegDecoder({ ffmpeg, input, network, settings, wanted });
    const frames: (DecodedFrame & { seconds: number })[] = [];
    const { timeBase } = await decoding.facts;
    for await (const frame of decoding.frames())
      frames.push({ ...frame, seconds: ptsSecondsOf(frame.pts, [...timeBase]) });
    return { frames, decoding, facts: await decoding.facts };
  }

  for (const [name, make] of Object.entries(RECORDINGS)) {
    it(`gives every frame of ${name} once, at its own time`, () => givesEveryFrame(make(folder)));
  }

  for (const name of hasTestData ? REAL_RECORDINGS : []) {
    it(`gives every frame of ${name} of the test data once, at its own time`, function () {
      return givesEveryFrame(testData(this, 'videos', name));
    });
  }

  async function givesEveryFrame(path: string): Promise<void> {
    const { frames, decoding } = await decode(path);
    const times = ffprobeTimes(path);
    assert.equal(frames.length, ffprobeFrameCount(path));
    assert.equal(decoding.seen.sourceFrames, frames.length);
    assert.deepEqual(
      frames.map((frame) => frame.frameIndex),
      times.map((_, index) => index),
    );
    for (const [index, { seconds }] of frames.entries()) assert.ok(Math.abs(seconds - times[index]!) < 1e-3);
  }

  it('keeps the uneven times of a variable frame rate', async () => {
    const { frames } = await decode(RECORDINGS['rotated-vfr.mp4'](folder));
    const gaps = frames.slice(1).map(({ seconds }, index) => Math.round((seconds - frames[index]!.seconds) * 1000));
    assert.deepEqual([Math.min(...gaps), Math.max(...gaps)], [100, 200]);
  });

  it('turns the picture upright as the container says', async () => {
    const path = RECORDINGS['rotated-vfr.mp4'](folder);
    const { frames } = await decode(path);
    assert.equal((await probeVideo(ffmpeg, { kind: 'file', source: path, uri: path })).rotation, 180);
    const filter = 'hflip,vflip,scale=64:64:flags=area+accurate_rnd+full_chroma_int,format=rgb24';
    const args = ['-v', 'quiet', '-noautorotate', '-i', path, '-vf', filter, '-frames:v', '1', '-f', 'rawvideo', '-'];
    const upright = execFileSync('ffmpeg', args, { maxBuffer: 1e8 });
    const unturned = execFileSync(
      'ffmpeg',
      args.map((arg) => arg.replace('hflip,vflip,', '')),
      { maxBuffer: 1e8 },
    );
    assert.ok(meanDifference(frames[0]!.pixels, upright) < 1);
    assert.ok(meanDifference(frames[0]!.pixels, unturned) > 10);
  });

  it('samples every n-th frame of the source', async () => {
    const { frames } = await decode(RECORDINGS['b-frames.mp4'](folder), { every: 5 });
    assert.deepEqual(
      frames.map((frame) => frame.frameIndex),
      Array.from({ length: 60 }, (_, index) => index * 5),
    );
  });

  for (const [name, fps] of [
    ['b-frames.mp4', 2],
    ['rotated-vfr.mp4', 3],
    ['rotated-vfr.mp4', 60],
    ['no-duration.webm', 5],
  ] as const) {
    it(`samples ${name} at ${fps} frames a second of its own time`, async () => {
      const path = RECORDINGS[name](folder);
      const { frames, facts } = await decode(path, { fps });
      const halfTick = ptsSecondsOf(1, [...facts.timeBase]) / 2;
      let nextTick = 0;
      const expected = ffprobeTimes(path).flatMap((time, index) => {
        const tick = Math.floor((time + halfTick) * fps + 1e-9);
        if (tick < nextTick) return [];
        nextTick = tick + 1;
        return [index];
      });
      assert.deepEqual(
        frames.map((frame) => frame.frameIndex),
        expected,
      );
    });
  }

  it('keeps every frame of a stream whose rounded times come before the ticks of its own rate', async () => {
    const output = ['-c:v', 'mjpeg'];
    const path = patternClip(join(folder, 'milliseconds.mkv'), { frames: 120, fps: 30, size: '64x48', output });
    assert.equal((await decode(path, { fps: 30 })).frames.length, 120);
  });

  it('takes the frames from start up to, not including, end, and stops reading there', async () => {
    const path = RECORDINGS['b-frames.mp4'](folder);
    const { frames, decoding } = await decode(path, { start: 3, end: 6 });
    const expected = ffprobeTimes(path).flatMap((time, index) => (time >= 3 && time < 6 ? [index] : []));
    assert.deepEqual(
      frames.map((frame) => frame.frameIndex),
      expected,
    );
    assert.ok(decoding.seen.sourceFrames < 180);
  });

  it('composes every, fps, start and end', async () => {
    const { frames } = await decode(RECORDINGS['b-frames.mp4'](folder), { every: 7, fps: 2, start: 1, end: 4 });
    assert.deepEqual(
      frames.map((frame) => frame.frameIndex),
      [28, 42, 49, 63, 77, 84],
    );
  });

  it('hands over only the wanted frames, with the bytes and facts that a full pass gives them', async () => {
    const path = RECORDINGS['b-frames.mp4'](folder);
    const full = await decode(path, { every: 3 });
    const part = await decode(path, { every: 3 }, [
      { first: 8, last: 15 },
      { first: 40, last: 47 },
    ]);
    const strip = ({ arrivedAt: _, ...frame }: DecodedFrame) => frame;
    assert.deepEqual(part.frames.map(strip), [...full.frames.slice(8, 16), ...full.frames.slice(40, 48)].map(strip));
    assert.ok(part.decoding.seen.sourceFrames < 200, 'it stops after the last one');
  });
});

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  assert.equal(a.length, b.length);
  return a.reduce((sum, value, index) => sum + Math.abs(value - b[index]!), 0) / a.length;
}
