import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { DecodedFrame } from '../../../producer/ffmpeg/decoded-frame.ts';
import { findFfmpeg } from '../../../producer/ffmpeg/find-ffmpeg.ts';
import type { OrdinalRange } from '../../../producer/ffmpeg/sampling-expression.ts';
import { probeVideo } from '../../../producer/input/probe.ts';
import { SeekPlanner } from '../../../producer/seeking/seek-planner.ts';
import { SeekingDecoder } from '../../../producer/seeking/seeking-decoder.ts';
import { type RunSettings, runSettingsSchema } from '../../../shared/run.ts';
import { ffmpeg, patternClip } from '../../fixtures/clips.ts';
import { ffprobeFrameCount, ffprobeKeyFrames, ffprobeTimes } from '../../fixtures/ffprobe.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';
import { concatenate } from '../concatenate.ts';
import { decodeAll, fileOf, indexesOf } from '../decode.ts';
import { TestStore } from '../produce.ts';
import { clip, SEEKABLE, UNSEEKABLE, x264 } from '../seeking/seekable-clips.ts';

const never = new AbortController().signal;
const network = { width: 64, height: 64 };
const all = [{ first: 0, last: Infinity }];
const strip = ({ arrivedAt: _, ...frame }: DecodedFrame) => frame;
const range = (start: number | null, end: number | null) => ({ start, end });

describe('choosing frames of a recording', () => {
  const folder = suiteFolder();

  /** The frames of a run, and whether only key frames were decoded for them. */
  async function choose(path: string, given: Partial<RunSettings>, wanted: readonly OrdinalRange[] = all) {
    const found = await findFfmpeg(null);
    const [input, settings] = [fileOf(path), runSettingsSchema.parse(given)];
    const planner = new SeekPlanner(found, input, settings, await probeVideo(found, input));
    const [stretch] = await planner.plan(wanted, never);
    const decoder = new SeekingDecoder({ ffmpeg: found, input, network, settings, wanted }, planner, never);
    const frames: DecodedFrame[] = [];
    for await (const frame of decoder.frames()) frames.push({ ...frame, pixels: frame.pixels.slice() });
    return { frames, seen: decoder.seen, isCheap: stretch?.frames != null };
  }

  for (const [what, make] of [...Object.entries(SEEKABLE), ...Object.entries(UNSEEKABLE)]) {
    it(`takes the key frames as they are in a whole pass: ${what}`, async () => {
      const path = await make(folder);
      const whole = await decodeAll(path);
      const { frames, seen, isCheap } = await choose(path, { keyframes: true });
      const keys = ffprobeKeyFrames(path);
      assert.ok(keys.length > 3);
      assert.deepEqual(indexesOf(frames), keys);
      const byIndex = new Map(whole.frames.map((frame) => [frame.frameIndex, frame]));
      for (const [ordinal, frame] of frames.entries()) {
        assert.deepEqual(strip(frame), { ...strip(byIndex.get(frame.frameIndex)!), ordinal });
      }
      assert.deepEqual([seen.sourceFrames, seen.sampledFrames], [ffprobeFrameCount(path), keys.length]);
      assert.equal(seen.elapsedSeconds, whole.decoder.seen.elapsedSeconds);
      assert.equal(isCheap, what in SEEKABLE);
    });
  }

  it('counts every n-th, and the window, among key frames', async () => {
    const path = clip(folder, 'keys.mp4', x264);
    const times = ffprobeTimes(path);
    const keys = ffprobeKeyFrames(path);
    const { frames } = await choose(path, { keyframes: true, every: 2, start: 10, end: 50 });
    const expected = keys.filter((key, place) => place % 2 === 0 && times[key]! >= 10 && times[key]! < 50);
    assert.deepEqual(indexesOf(frames), expected);
  });

  it('does without the cheap way where the file does not hold what was indexed', async () => {
    const path = clip(folder, 'one.mp4', x264);
    const keys = ffprobeKeyFrames(path);
    const found = await findFfmpeg(null);
    const [input, settings] = [fileOf(path), runSettingsSchema.parse({ keyframes: true })];
    const planner = new SeekPlanner(found, input, settings, await probeVideo(found, input));
    const [stretch] = await planner.plan(all, never);
    const { times, lastKeyPts } = stretch!.frames!;
    for (const wrong of [
      {
        times: times.map((time, index) => (index >= keys[5]! ? time + 1 : time)),
        isWhole: true,
        lastKeyPts: lastKeyPts + 1,
      },
      { times, isWhole: true, lastKeyPts: times.at(-1)! },
    ]) {
      let plans = 0;
      const misled = {
        plan: async () => [{ wanted: all, seek: null, frames: plans++ === 0 ? wrong : null }],
        distrust: () => undefined,
      } as unknown as SeekPlanner;
      const decoder = new SeekingDecoder({ ffmpeg: found, input, network, settings, wanted: all }, misled, never);
      const indexes: number[] = [];
      for await (const { frameIndex } of decoder.frames()) indexes.push(frameIndex);
      assert.deepEqual([indexes, decoder.seen.sourceFrames], [keys, times.length]);
    }
  });

  it('takes the frames of several times', async () => {
    const path = SEEKABLE['uneven times, mp4']!(folder);
    const ranges = [range(null, 2), range(20, 21.5), range(50, null)];
    const { frames, seen } = await choose(path, { ranges });
    const expected = ffprobeTimes(path).flatMap((time, index) =>
      time < 2 || (time >= 20 && time < 21.5) || time >= 50 ? [index] : [],
    );
    assert.deepEqual(indexesOf(frames), expected);
    assert.equal(seen.sourceFrames, ffprobeFrameCount(path));
  });

  for (const settings of [
    { keyframes: true as const, chunkFrames: 2 },
    { ranges: [range(1, 5), range(40, 45)], start: 1, end: 45, chunkFrames: 8 },
  ]) {
    it(`does just what is missing of a run: ${Object.keys(settings)[0]}`, async () => {
      const path = clip(folder, 'resumed.mp4', x264);
      const store = new TestStore();
      const { run } = await store.produce(path, settings);
      assert.deepEqual([run.state, run.storedFrames], ['complete', store.frameIndexes.length]);
      const put = store.queue.jobs.splice(0);
      const chunks = store.ledger.runs.get(run.runId)!.chunks;
      for (const lost of [1, put.length - 1]) chunks.delete(lost);
      const again = await store.produce(path, settings);
      assert.equal(again.run.state, 'complete');
      assert.deepEqual(
        store.queue.jobs.map(({ chunkIndex, frames }) => [chunkIndex, frames]),
        [put[1]!, put.at(-1)!].map(({ chunkIndex, frames }) => [chunkIndex, frames]),
      );
    });
  }

  describe('scenes', () => {
    /** Five scenes of so many frames each, of which the third is the longest, and every frame differs from the one before. */
    const lengths = [20, 7, 40, 3, 12];
    const patterns = ['testsrc2', 'mandelbrot', 'testsrc2', 'smptebars', 'mandelbrot'];
    const begins = lengths.map((_, place) => lengths.slice(0, place).reduce((sum, length) => sum + length, 0));
    const scenes = (folder: string) => {
      const path = join(folder, 'scenes.mp4');
      const inputs = patterns.flatMap((pattern, place) => [
        ...[
          '-f',
          'lavfi',
          '-i',
          `${pattern}=size=160x90:rate=10,trim=end_frame=${lengths[place]}${place === 2 ? ',hue=h=120' : ''}`,
        ],
      ]);
      const join5 = '[0:v][1:v][2:v][3:v][4:v]concat=n=5,format=yuv420p';
      ffmpeg(...inputs, '-filter_complex', join5, '-c:v', 'libx264', '-g', '15', path);
      return path;
    };

    it('are known by their first frames, as a whole pass has them', async () => {
      const path = scenes(folder);
      const whole = await decodeAll(path);
      const { frames, seen, isCheap } = await choose(path, { scenes: 0.3 });
      assert.deepEqual(indexesOf(frames), begins);
      assert.deepEqual(
        frames.map(({ pixels, pts }) => ({ pixels, pts })),
        begins.map((begin) => ({ pixels: whole.frames[begin]!.pixels, pts: whole.frames[begin]!.pts })),
      );
      assert.deepEqual([seen.sourceFrames, isCheap], [82, false]);
    });

    it('are fewer where a frame has to differ more, counted by every n-th, and looked for where it is asked', async () => {
      const path = scenes(folder);
      assert.deepEqual(indexesOf((await choose(path, { scenes: 1 })).frames), [0]);
      assert.deepEqual(indexesOf((await choose(path, { scenes: 0.3, every: 2 })).frames), [
        begins[0],
        begins[2],
        begins[4],
      ]);
      assert.deepEqual(indexesOf((await choose(path, { scenes: 0.3, start: 2, end: 6.7 })).frames), begins.slice(1, 3));
    });

    it('may be told among key frames, which is cheap', async () => {
      const path = scenes(folder);
      const keys = ffprobeKeyFrames(path);
      const { frames, isCheap } = await choose(path, { scenes: 0.3, keyframes: true });
      assert.ok(isCheap && frames.length >= 3);
      for (const index of indexesOf(frames)) assert.ok(keys.includes(index));
    });

    it('are what a run that is resumed goes on with', async () => {
      const path = scenes(folder);
      const store = new TestStore();
      const settings = { scenes: 0.3, chunkFrames: 1 };
      const { run } = await store.produce(path, settings);
      assert.deepEqual([run.sampledFrames, store.frameIndexes], [5, begins]);
      const [, , , fourth] = store.queue.jobs.splice(0);
      store.ledger.runs.get(run.runId)!.chunks.delete(3);
      await store.produce(path, settings);
      assert.deepEqual(
        store.queue.jobs.map(({ frames }) => frames),
        [fourth!.frames],
      );
    });
  });

  describe('pictures of two halves', () => {
    const interlaced = (folder: string) => {
      const path = join(folder, 'interlaced.mkv');
      const source = 'testsrc2=size=320x180:rate=20';
      ffmpeg('-f', 'lavfi', '-i', source, '-vf', 'interlace', '-frames:v', '40', '-c:v', 'ffv1', path);
      return path;
    };

    it('are made whole, frame by frame, as ffmpeg does', async () => {
      const path = interlaced(folder);
      const { frames } = await choose(path, { deinterlace: true });
      const plain = await decodeAll(path);
      const facts = (all: readonly DecodedFrame[]) =>
        all.map(({ frameIndex, pts, ordinal }) => ({ frameIndex, pts, ordinal }));
      assert.deepEqual(facts(frames), facts(plain.frames));
      const scaled = 'bwdif=mode=send_frame:deint=all,scale=64:64:flags=area+accurate_rnd+full_chroma_int,format=rgb24';
      const args = ['-v', 'error', '-i', path, '-vf', scaled, '-fps_mode', 'passthrough', '-f', 'rawvideo', '-'];
      const expected = execFileSync('ffmpeg', args, { maxBuffer: 1e8 });
      assert.ok(Buffer.concat(frames.map(({ pixels }) => pixels)).equals(expected));
      assert.notDeepEqual(frames[7]!.pixels, plain.frames[7]!.pixels);
    });

    it('are sampled at their own times', async () => {
      const path = interlaced(folder);
      const { frames } = await choose(path, { deinterlace: true, every: 7, start: 1 });
      const expected = ffprobeTimes(path).flatMap((time, index) => (time >= 1 && index % 7 === 0 ? [index] : []));
      assert.deepEqual(indexesOf(frames), expected);
    });

    it('are decoded as a whole where only key frames are looked at', async () => {
      const path = clip(folder, 'halves.mp4', x264);
      const whole = await choose(path, { deinterlace: true });
      const { frames, isCheap } = await choose(path, { deinterlace: true, keyframes: true });
      const keys = ffprobeKeyFrames(path);
      assert.deepEqual([indexesOf(frames), isCheap], [keys, false]);
      for (const frame of frames) assert.deepEqual(frame.pixels, whole.frames[frame.frameIndex]!.pixels);
    });

    it('are refused where the picture changes on the way', async () => {
      const [small, large] = ['96x64', '128x96'].map((size) =>
        patternClip(join(folder, `${size}.ts`), { frames: 12, size, output: [...x264, '-bf', '0'] }),
      );
      const path = join(folder, 'changing.ts');
      await concatenate(path, [small!, large!]);
      assert.equal((await decodeAll(path)).frames.length, 24);
      await assert.rejects(
        choose(path, { deinterlace: true }),
        /to keep its size and format to be deinterlaced, got another at frame 1[12]/,
      );
    });
  });
});
