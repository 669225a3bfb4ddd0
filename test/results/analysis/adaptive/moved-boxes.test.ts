import assert from 'node:assert/strict';
import { movedBoxes } from '../../../../results/analysis/adaptive/moved-boxes.ts';
import { car } from './boxes.ts';

describe('Boxes between two frames', () => {
  it('are moved in a straight line, in size and confidence too', () => {
    const [moved, ...more] = movedBoxes(
      [car(0, { confidence: 0.6 })],
      [car(80, { box: [80, 100, 200, 160], confidence: 0.8 })],
      0.25,
    );
    assert.deepEqual([moved!.box, moved!.label, more], [[20, 100, 125, 152.5], 'car', []]);
    assert.ok(Math.abs(moved!.confidence - 0.65) < 1e-9);
  });

  it('belong together that are nearest to each other as a whole', () => {
    const lefts = movedBoxes([car(0), car(60)], [car(110), car(50)], 0.5).map(({ box: [left] }) => left);
    assert.deepEqual(lefts.toSorted(), [25, 85]);
  });

  for (const [what, other] of [
    ['of another label', car(10, { classId: 0, label: 'person' })],
    ['far away', car(400)],
    ['of another size', car(10, { box: [0, 0, 400, 400] })],
  ] as const) {
    it(`stay in the half that is nearer where the only other one is ${what}`, () => {
      assert.deepEqual(movedBoxes([car(0)], [other], 0.49), [car(0)]);
      assert.deepEqual(movedBoxes([car(0)], [other], 0.5), [other]);
    });
  }

  it('are none between two frames without any', () => assert.deepEqual(movedBoxes([], [], 0.5), []));
});
