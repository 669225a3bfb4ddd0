import assert from 'node:assert/strict';
import { endOfInputOf, expectedFramesOf, notesOn } from '../../../producer/recording/end-of-input.ts';
import { FrameGaps } from '../../../producer/recording/frame-gaps.ts';
import type { SeenSource } from '../../../producer/recording/seen-source.ts';
import { runSettingsSchema } from '../../../shared/run.ts';

/** Ten frames a second, said to last 30 s. */
const facts = {
  ...{ codec: 'h264', width: 4, height: 4, rotation: 0, fpsNum: 10, fpsDen: 1 },
  ...{
    timeBase: [1, 10] as const,
    durationSeconds: 30,
    startSeconds: 0,
    firstPts: 0,
    container: null,
    createdAt: null,
  },
};
const seen: SeenSource = {
  ...{ sourceFrames: 300, sampledFrames: 7, firstSeconds: 0, elapsedSeconds: 29.9, isFinished: false },
  ...{ missing: null, clockJumps: 0, firstClockJump: null },
};
const hole = { longest: { fromSeconds: 12.4, toSeconds: 14 }, gaps: 1, frames: 15 };

describe('the end of an input', () => {
  for (const [given, expected] of [
    [{}, 300],
    [{ every: 7 }, 43],
    [{ fps: 2 }, 60],
    [{ fps: 20 }, 300],
    [{ start: 10, end: 12 }, 20],
    [{ start: 40 }, 0],
  ] as const) {
    it(`is expected after ${expected} frames with ${JSON.stringify(given)}`, () => {
      assert.equal(expectedFramesOf(facts, runSettingsSchema.parse(given)), expected);
    });
  }

  for (const [what, given, isDamaged, duration, inputError] of [
    ['a whole file', {}, false, 30, null],
    ['a short file that is not damaged', { elapsedSeconds: 9.9 }, false, 30, null],
    ['a cut file', { elapsedSeconds: 9.9 }, true, 30, 'the input ended early: 10.0 s of 30.0 s could be read'],
    ['a file damaged without loss', { elapsedSeconds: 29 }, true, 30, null],
    [
      'a cut file of unknown length',
      { elapsedSeconds: 9.9 },
      true,
      null,
      'the input is damaged: 10.0 s of it could be read',
    ],
    ['a cut file, read up to --end', { elapsedSeconds: 9.9, isFinished: true }, true, 30, null],
    ['a hole', { missing: hole }, true, 30, 'the input is damaged: 15 frames are missing between 12.40 s and 14.00 s'],
    [
      'a hole before --end',
      { missing: hole, isFinished: true },
      true,
      30,
      'the input is damaged: 15 frames are missing between 12.40 s and 14.00 s',
    ],
    ['a gap that damage did not make', { missing: hole }, false, 30, null],
    [
      'a hole of one frame',
      { missing: { ...hole, frames: 1 } },
      true,
      null,
      'the input is damaged: 1 frame is missing between 12.40 s and 14.00 s',
    ],
    [
      'holes in an uneven stream',
      { missing: { ...hole, gaps: 3, frames: null } },
      true,
      30,
      'the input is damaged: frames are missing in 3 places, the longest between 12.40 s and 14.00 s',
    ],
    [
      'a hole at the beginning',
      { firstSeconds: 20, elapsedSeconds: 9.9 },
      true,
      30,
      'the input is damaged: its first 20.0 s could not be read',
    ],
    ['a recording cut between key frames', { firstSeconds: 20, elapsedSeconds: 9.9 }, true, 30, null],
    [
      'a hole and a cut',
      { missing: hole, elapsedSeconds: 19.9 },
      true,
      30,
      'the input is damaged: 15 frames are missing between 12.40 s and 14.00 s; the input ended early: 20.0 s of 30.0 s could be read',
    ],
  ] as const) {
    it(`is told of ${what}`, () => {
      const source = { ...seen, ...given };
      const told = endOfInputOf(
        { seen: source, logErrors: { isAboutDamage: isDamaged, isBegunMidway: what.includes('between key frames') } },
        { ...facts, durationSeconds: duration },
      );
      assert.deepEqual(told, { sampledFrames: 7, frameCount: source.isFinished ? null : 300, inputError });
    });
  }

  it('is accompanied by what a user should know', () => {
    assert.deepEqual(notesOn(seen, { start: null }), []);
    assert.deepEqual(notesOn({ ...seen, sampledFrames: 0 }, { start: null }), []);
    assert.match(notesOn({ ...seen, sampledFrames: 0 }, { start: 100 })[0]!, /--start 100: the last one is at 29\.9 s/);
    const firstClockJump = { frameIndex: 48, fromSeconds: 1.96, toSeconds: 0 };
    const [once, often] = [1, 3].map(
      (clockJumps) => notesOn({ ...seen, clockJumps, firstClockJump }, { start: null })[0]!,
    );
    assert.match(once!, /jumps back at frame 48, from 2\.0 s to 0\.0 s/);
    assert.match(often!, /jumps back 3 times, first at frame 48/);
  });
});

describe('gaps between frames', () => {
  const gapsOf = (times: readonly number[]) => {
    const gaps = new FrameGaps(1 / 1000);
    for (let i = 1; i < times.length; i++) gaps.take(times[i - 1]!, times[i]!);
    return gaps.missing();
  };
  const even = Array.from({ length: 100 }, (_, index) => Math.round((index * 1001) / 24));

  it('are none in an even stream, however its times are rounded', () => assert.equal(gapsOf(even), null));

  it('are none in a stream of one frame, and in none', () => {
    assert.equal(gapsOf([0]), null);
    assert.equal(gapsOf([]), null);
  });

  it('are counted in an even stream, and so are the frames that are missing', () => {
    const times = even.filter((_, index) => !(index >= 20 && index < 50) && index !== 70);
    assert.deepEqual(gapsOf(times), {
      longest: { fromSeconds: even[19]! / 1000, toSeconds: even[50]! / 1000 },
      gaps: 2,
      frames: 31,
    });
  });

  it('are counted where frames beside a hole carry the stamps of others', () => {
    const stamps = [0, 1, 2, 3, 4, 5, 6, 10, 9, 10, 12, 13, 14, 15, 16, 17, 18, 19];
    assert.equal(gapsOf(stamps.map((stamp) => stamp * 40))!.frames, 2);
  });

  it('are told without a number in an uneven stream, when they are long', () => {
    const steps = [100, 40, 300, 70, 120, 20, 500, 90, 210, 5000, 60, 30, 150];
    let time = 0;
    const times = [0, ...steps.map((step) => (time += step))];
    const missing = gapsOf(times)!;
    assert.deepEqual([missing.gaps, missing.frames], [1, null]);
    assert.equal(gapsOf(times.slice(0, 9)), null);
  });
});
