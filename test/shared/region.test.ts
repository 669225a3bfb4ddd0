import assert from 'node:assert/strict';
import { isInPicture, isUprightRectangle, regionOf } from '../../shared/region.ts';
import type { Point, Shape } from '../../shared/shape.ts';

const picture = { width: 640, height: 360 };
const pixels = (...corners: Point[]): Shape => ({ unit: 'pixels', corners });
const percent = (...corners: Point[]): Shape => ({ unit: 'percent', corners });

describe('the region around a part of a picture', () => {
  for (const [shape, [left, top, width, height]] of [
    [undefined, [0, 0, 640, 360]],
    [pixels([10, 20], [110, 20], [110, 70], [10, 70]), [10, 20, 100, 50]],
    [pixels([10.5, 20.5], [110.2, 30], [50, 70.1]), [10, 20, 101, 51]],
    [pixels([-50, -5], [700, -5], [700, 100]), [0, 0, 640, 100]],
    [percent([0, 0], [100, 0], [100, 100], [0, 100]), [0, 0, 640, 360]],
    [percent([12.5, 50], [33, 50], [33, 100]), [80, 180, 132, 180]],
    [percent([10, 10], [10.01, 10], [10.01, 10.01]), [64, 36, 1, 1]],
    [pixels([639.9, 0], [800, 0], [800, 1]), [639, 0, 1, 1]],
  ] as const) {
    it(`${JSON.stringify(shape?.corners)} is ${width}x${height} at ${left},${top}`, () =>
      assert.deepEqual(regionOf(shape, picture), { left, top, width, height }));
  }

  for (const [shape, isIn] of [
    [pixels([-5, -5], [1, -5], [1, 1]), true],
    [pixels([-5, -5], [0, -5], [0, 1]), false],
    [pixels([640, 0], [700, 0], [700, 50]), false],
    [pixels([0, 360], [10, 360], [10, 400]), false],
  ] as const) {
    it(`${isIn ? 'has' : 'has nothing'} of ${JSON.stringify(shape.corners)} in it`, () =>
      assert.equal(isInPicture(shape, picture), isIn));
  }

  for (const [corners, is] of [
    [
      [
        [0, 0],
        [4, 0],
        [4, 2],
        [0, 2],
      ],
      true,
    ],
    [
      [
        [0, 2],
        [0, 0],
        [4, 0],
        [4, 2],
      ],
      true,
    ],
    [
      [
        [0, 0],
        [4, 2],
        [4, 0],
        [0, 2],
      ],
      false,
    ],
    [
      [
        [0, 0],
        [4, 0],
        [4, 2],
      ],
      false,
    ],
    [
      [
        [0, 0],
        [4, 1],
        [4, 2],
        [0, 2],
      ],
      false,
    ],
  ] as const) {
    it(`is ${is ? '' : 'not '}all of ${JSON.stringify(corners)}`, () =>
      assert.equal(isUprightRectangle({ unit: 'pixels', corners }), is));
  }
});
