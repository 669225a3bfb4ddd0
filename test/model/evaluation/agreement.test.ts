import assert from 'node:assert/strict';
import { ModelComparison } from '../../../model/evaluation/agreement.ts';
import type { BoundingBox, Detection } from '../../../shared/detection.ts';

const found = (box: BoundingBox, confidence = 0.9, label = 'cat'): Detection => ({
  box,
  confidence,
  classId: 0,
  label,
});
const TEN: BoundingBox = [0, 0, 10, 10];
const SIX: BoundingBox = [0, 0, 10, 6];
const EIGHT: BoundingBox = [0, 0, 10, 8];

describe('the agreement of two models', () => {
  for (const [name, a, b, pairs, differing] of [
    ['two empty frames', [], [], [0, 0], 0],
    ['the same', [found(TEN)], [found(TEN)], [1, 1], 0],
    ['the same in another order', [found(TEN), found([50, 0, 60, 9])], [found([50, 0, 60, 9]), found(TEN)], [2, 2], 0],
    ['something that one does not see', [found(TEN)], [], [0, 0], 1],
    ['something that the other does not see', [], [found(TEN)], [0, 0], 1],
    ['another label', [found(TEN)], [found(TEN, 0.9, 'dog')], [0, 0], 1],
    ['a loose overlap', [found(TEN)], [found(SIX)], [1, 0], 0],
    ['a strict overlap', [found(TEN)], [found(EIGHT)], [1, 1], 0],
    ['two for one', [found(TEN), found(EIGHT)], [found(TEN)], [1, 1], 1],
    ['the closest partner first', [found(TEN), found(SIX)], [found(SIX), found(TEN)], [2, 2], 0],
  ] as const) {
    it(`counts ${name}`, () => {
      const agreement = new ModelComparison();
      agreement.add(7, a, b);
      const report = agreement.report();
      assert.deepEqual(
        report.matched.map((one) => one.pairs),
        pairs,
      );
      assert.deepEqual([report.differingFrames, report.firstDifferingFrames], [differing, differing ? [7] : []]);
      assert.deepEqual(report.detections, { a: a.length, b: b.length });
    });
  }

  it('gives shares both ways, differences of confidence, and the first frames that differ', () => {
    const agreement = new ModelComparison();
    for (let frameIndex = 0; frameIndex < 100; frameIndex++) {
      agreement.add(frameIndex, [found(TEN, 0.5)], [found(TEN, 0.5 + frameIndex / 1000)]);
    }
    for (let frameIndex = 100; frameIndex < 200; frameIndex++) agreement.add(frameIndex, [found(TEN)], []);
    const { frames, differingFrames, firstDifferingFrames, matched, confidenceDifference } = agreement.report();
    assert.deepEqual([frames, differingFrames, firstDifferingFrames.length], [200, 100, 20]);
    assert.deepEqual(matched, [
      { iou: 0.5, pairs: 100, shareOfA: 0.5, shareOfB: 1 },
      { iou: 0.75, pairs: 100, shareOfA: 0.5, shareOfB: 1 },
    ]);
    const { mean, p95, max } = confidenceDifference;
    assert.ok(Math.abs(mean! - 0.0495) < 1e-9 && Math.abs(p95! - 0.094) <= 2e-4 && Math.abs(max! - 0.099) < 1e-9);
  });

  it('has no shares of nothing', () => {
    const { matched, confidenceDifference } = new ModelComparison().report();
    assert.deepEqual(matched[0], { iou: 0.5, pairs: 0, shareOfA: null, shareOfB: null });
    assert.deepEqual(confidenceDifference, { mean: null, p95: null, max: null });
  });
});
