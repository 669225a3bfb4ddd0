import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import type { DecodedFrame } from '../../../producer/ffmpeg/decoded-frame.ts';
import { findFfmpeg } from '../../../producer/ffmpeg/find-ffmpeg.ts';
import type { OrdinalRange } from '../../../producer/ffmpeg/sampling-expression.ts';
import { probeVideo } from '../../../producer/input/probe.ts';
import { SeekPlanner } from '../../../producer/seeking/seek-planner.ts';
import { SeekingDecoder } from '../../../producer/seeking/seeking-decoder.ts';
import { type RunSettings, runSettingsSchema } from '../../../shared/run.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';
import { decodeAll, fileOf, indexesOf, upTo } from '../decode.ts';
import { clip, SEEKABLE, UNSEEKABLE, x264 } from './seekable-clips.ts';

const never = new AbortController().signal;
const timeRange = (start: number | null, end: number | null) => ({ start, end });

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
    { ...{ start: 45, end: null }, ranges: [timeRange(45, 47), timeRange(56, null)] },
    { ...{ start: 45, end: 58, every: 3, fps: 2 }, ranges: [timeRange(45, 47), timeRange(56, 58)] },
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

  it('leaves out what lies between times that are looked at', async () => {
    const ranges = [timeRange(null, 1), timeRange(30, 30.2), timeRange(30.3, 30.5), timeRange(55, null)];
    const path = clip(folder, 'ranges.mp4', x264);
    const one = await planner(path, { ranges });
    const stretches = await one.plan([{ first: 0, last: Infinity }], never);
    assert.deepEqual(
      stretches.map(({ wanted, seek }) => [wanted, seek !== null]),
      [
        [[{ first: 0, last: 11 }], false],
        [[{ first: 12, last: 16 }], true],
        [[{ first: 17, last: Infinity }], true],
      ],
    );
    const whole = await decodeAll(path, { settings: { ranges } });
    const { frames, seen } = await decode(path, one, [{ first: 0, last: Infinity }], { ranges });
    assert.deepEqual(frames, whole.frames.map(strip));
    assert.deepEqual([frames.length, seen.sourceFrames], [12 + 5 + 60, 720]);
  });
});
