import assert from 'node:assert/strict';
import { clipWindows } from '../../../app/clips/clip-windows.ts';
import type { SegmentRow } from '../../../shared/questions.ts';

const segment = (from: number, to: number): SegmentRow => ({
  ...{ runId: 'r1', videoId: 'v1', from, to, seconds: to - from, frames: 1, detections: 1, peak: 1, peakFrame: 0 },
  ...{ bestFrame: 0, bestSeconds: from, bestConfidence: 0.5 },
});

type Pairs = readonly (readonly [from: number, to: number])[];

/** Stretches, time around them, and what is cut. */
const CASES: Readonly<Record<string, readonly [segments: Pairs, pad: number, windows: Pairs]>> = {
  nothing: [[], 2, []],
  'a stretch as it is': [[[1, 2]], 0, [[1, 2]]],
  'time before and after': [[[5, 6]], 2, [[3, 8]]],
  'the time before the beginning, which is not there': [[[1, 2]], 2, [[-1, 4]]],
  'stretches that overlap then as one': [
    [
      [0, 1],
      [4, 5],
      [20, 21],
    ],
    2,
    [
      [-2, 7],
      [18, 23],
    ],
  ],
  'stretches that touch as one': [
    [
      [0, 1],
      [3, 4],
    ],
    1,
    [[-1, 5]],
  ],
  'stretches in any order, one within another': [
    [
      [8, 9],
      [0, 10],
    ],
    0,
    [[0, 10]],
  ],
};

describe('Windows that are cut', () => {
  for (const [what, [segments, pad, windows]] of Object.entries(CASES)) {
    it(`are ${what}`, () => {
      const cut = clipWindows(
        segments.map(([from, to]) => segment(from, to)),
        pad,
      );
      assert.deepEqual(
        cut.map(({ from, to }) => [from, to]),
        windows,
      );
      assert.equal(cut.flatMap((window) => window.segments).length, segments.length);
    });
  }
});
