import assert from 'node:assert/strict';
import { Candidates } from '../../../model/heads/candidates.ts';
import { diou, iou } from '../../../model/heads/iou.ts';
import { nonMaxSuppression } from '../../../model/heads/non-max-suppression.ts';

type Row = readonly [cx: number, cy: number, w: number, h: number, classId: number, confidence: number];

function kept(rows: readonly Row[], kind: 'iou' | 'diou', threshold: number): number[] {
  const candidates = new Candidates();
  for (const [cx, cy, w, h, classId, confidence] of rows) {
    candidates.add(candidates.addBox(cx, cy, w, h), classId, confidence);
  }
  return nonMaxSuppression(candidates, kind, threshold);
}

describe('overlap', () => {
  const rows: readonly (readonly [string, readonly number[], number, number])[] = [
    ['the same box', [0, 0, 2, 2, 0, 0, 2, 2], 1, 1],
    ['half over', [0, 0, 2, 2, 1, 0, 2, 2], 1 / 3, 1 / 3 - (1 / 13) ** 0.6],
    ['touching', [0, 0, 2, 2, 2, 0, 2, 2], 0, -((4 / 20) ** 0.6)],
    ['apart', [0, 0, 2, 2, 9, 0, 2, 2], 0, -((81 / 125) ** 0.6)],
    ['a point on itself', [0, 0, 0, 0, 0, 0, 0, 0], 0, 0],
    ['an empty box within', [0, 0, 2, 2, 0, 0, 0, 2], 0, 0],
  ];
  for (const [what, boxes, expectedIou, expectedDiou] of rows) {
    it(`of ${what}`, () => {
      const both = Float64Array.from(boxes);
      assert.ok(Math.abs(iou(both, 0, 1) - expectedIou) < 1e-12);
      assert.ok(Math.abs(diou(both, 0, 1) - expectedDiou) < 1e-12);
    });
  }
});

describe('non-maximum suppression', () => {
  it('keeps nothing of nothing', () => assert.deepEqual(kept([], 'iou', 0.5), []));

  it('keeps the best of each class', () => {
    const rows: Row[] = [
      [0, 0, 2, 2, 0, 0.5],
      [0.1, 0, 2, 2, 0, 0.9],
      [0, 0, 2, 2, 1, 0.7],
    ];
    assert.deepEqual(kept(rows, 'iou', 0.45), [1, 2]);
  });

  it('spares an overlap that equals the threshold', () => {
    const rows: Row[] = [
      [0, 0, 2, 2, 0, 0.9],
      [1, 0, 2, 2, 0, 0.8],
    ];
    assert.deepEqual(kept(rows, 'iou', 2 / 6), [0, 1]);
    assert.deepEqual(kept(rows, 'iou', 0.33), [0]);
  });

  it('spares with DIoU what IoU would take, when the centres lie apart', () => {
    const rows: Row[] = [
      [0, 0, 2, 2, 0, 0.9],
      [0.6, 0, 2, 2, 0, 0.8],
    ];
    assert.deepEqual([kept(rows, 'iou', 0.45).length, kept(rows, 'diou', 0.45).length], [1, 2]);
  });

  it('lets a suppressed box suppress nothing', () => {
    const rows: Row[] = [
      [0, 0, 2, 2, 0, 0.9],
      [0.7, 0, 2, 2, 0, 0.8],
      [1.4, 0, 2, 2, 0, 0.7],
    ];
    assert.deepEqual(kept(rows, 'iou', 0.4), [0, 2]);
  });

  it('settles equal confidences by the order found', () => {
    const rows: Row[] = [
      [0, 0, 2, 2, 0, 0.5],
      [0.1, 0, 2, 2, 0, 0.5],
      [9, 0, 2, 2, 1, 0.5],
      [9, 0, 2, 2, 0, 0.5],
    ];
    assert.deepEqual(kept(rows, 'iou', 0.45), [0, 3, 2]);
  });

  it('grows with what it is given', () => {
    const rows = Array.from({ length: 1000 }, (_, i): Row => [10 * i, 0, 2, 2, 0, 1 - i / 1000]);
    assert.equal(kept(rows, 'diou', 0.45).length, 1000);
  });
});
