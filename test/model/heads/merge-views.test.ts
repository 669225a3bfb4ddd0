import assert from 'node:assert/strict';
import { cutsOf, mergeViews, NOTHING_CUT } from '../../../model/heads/merge-views.ts';
import type { BoundingBox, Detection } from '../../../shared/detection.ts';

const seen = (box: BoundingBox, confidence: number, classId = 0): Detection => ({
  ...{ box, confidence, classId },
  label: `class ${classId}`,
});
const whole = (...detections: Detection[]) => ({ detections, cutAt: NOTHING_CUT });
/** Halves of a picture of 100 by 50, which share 20 columns. */
const left = (...detections: Detection[]) => ({ detections, cutAt: cutsOf([0, 0, 60, 50], 100, 50) });
const right = (...detections: Detection[]) => ({ detections, cutAt: cutsOf([40, 0, 100, 50], 100, 50) });

describe('detections of overlapping parts of a frame', () => {
  for (const [what, views, expected] of [
    ['of nothing are none', [whole(), left(), right()], []],
    [
      'of one thing are one, the surest',
      [whole(seen([42, 10, 50, 20], 0.5)), left(seen([42, 10, 50, 21], 0.9)), right(seen([42, 9, 50, 20], 0.8))],
      [0.9],
    ],
    [
      'of things apart are all kept',
      [left(seen([2, 10, 10, 20], 0.6)), right(seen([80, 10, 90, 20], 0.7))],
      [0.7, 0.6],
    ],
    [
      'of two classes are both kept',
      [left(seen([42, 10, 50, 20], 0.6)), right(seen([42, 10, 50, 20], 0.7, 1))],
      [0.7, 0.6],
    ],
    [
      'of one part are left as its own suppression left them',
      [left(seen([10, 10, 20, 20], 0.6), seen([10, 10, 20, 21], 0.5))],
      [0.6, 0.5],
    ],
    [
      'a piece gives way to the whole thing, though it is surer',
      [whole(seen([30, 5, 90, 45], 0.5)), left(seen([30, 5, 60, 45], 0.9)), right(seen([40, 5, 90, 45], 0.8))],
      [0.5],
    ],
    [
      'a piece gives way to a thing much larger than it',
      [whole(seen([5, 5, 95, 45], 0.4)), left(seen([50, 20, 59.5, 30], 0.9))],
      [0.4],
    ],
    ['a piece of which nobody saw the whole stays', [whole(), left(seen([30, 5, 60, 45], 0.9))], [0.9]],
    [
      'a thing at the edge of the picture is no piece',
      [whole(seen([0, 0, 90, 50], 0.5)), left(seen([0, 10, 20, 30], 0.9))],
      [0.9, 0.5],
    ],
    [
      'a small thing before a large one is no piece',
      [whole(seen([5, 5, 95, 45], 0.9)), left(seen([20, 20, 28, 30], 0.5))],
      [0.9, 0.5],
    ],
  ] as const) {
    it(what, () => {
      const merged = mergeViews(views, 0.45);
      assert.deepEqual(
        merged.map(({ confidence }) => confidence),
        expected,
      );
    });
  }

  it('come in one order, whatever the order of the parts that saw them', () => {
    const parts = [
      left(seen([2, 2, 9, 9], 0.5, 1)),
      right(seen([80, 2, 90, 9], 0.5, 0)),
      whole(seen([30, 30, 39, 39], 0.6)),
    ];
    const order = (views: typeof parts) => mergeViews(views, 0.45).map(({ classId }) => classId);
    assert.deepEqual(
      [order(parts), order(parts.toReversed())],
      [
        [0, 0, 1],
        [0, 0, 1],
      ],
    );
  });
});
