import assert from 'node:assert/strict';
import { LEAST_FRAMES, splitFrames } from '../../../app/calibrate/split-frames.ts';

describe('frames to quantise on', () => {
  for (const [count, calibration, validation, test] of [
    [LEAST_FRAMES, 2, 1, 1],
    [7, 4, 1, 2],
    [8, 4, 2, 2],
    [64, 32, 16, 16],
    [4096, 2048, 1024, 1024],
  ] as const) {
    it(`serve one purpose each: ${count}`, () => {
      const frames = Array.from({ length: count }, (_, index) => index);
      const split = splitFrames(frames, false);
      assert.deepEqual(
        [split.calibration.length, split.validation.length, split.test.length],
        [calibration, validation, test],
      );
      const all = [...split.calibration, ...split.validation, ...split.test].sort((a, b) => a - b);
      assert.deepEqual(all, frames);
    });
  }

  it('calibrate where the test has others', () => {
    assert.deepEqual(splitFrames([0, 1, 2, 3, 4, 5, 6, 7], true), {
      calibration: [0, 1, 2, 4, 5, 6],
      validation: [3, 7],
      test: [],
    });
  });

  it('come from all over for each purpose', () => {
    const frames = Array.from({ length: 64 }, (_, index) => index);
    for (const part of Object.values(splitFrames(frames, false))) {
      for (let start = 0; start < 64; start += 8) {
        assert.ok(part.some((index: number) => index >= start && index < start + 8));
      }
    }
  });
});
