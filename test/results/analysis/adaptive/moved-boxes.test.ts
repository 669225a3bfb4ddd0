import assert from 'node:assert/strict';
import { movedBoxes } from '../../../../results/analysis/adaptive/moved-boxes.ts';
import { car } from './boxes.ts';

const THRESHOLD = 0.25;

describe('Boxes between two frames', () => {
  it('are moved in a straight line, in size and confidence too', () => {
    const [moved, ...more] = movedBoxes(
      [car(0, { confidence: 0.6 })],
      [car(80, { box: [80, 100, 200, 160], confidence: 0.8 })],
      0.25,
      THRESHOLD,
    );
    assert.deepEqual([moved!.box, moved!.label, more], [[20, 100, 125, 152.5], 'car', []]);
    assert.ok(Math.abs(moved!.confidence - 0.65) < 1e-9);
  });

  it('belong together that are nearest to each other as a whole', () => {
    const lefts = movedBoxes([car(0), car(60)], [car(110), car(50)], 0.5, THRESHOLD).map(({ box: [left] }) => left);
    assert.deepEqual(lefts.toSorted(), [25, 85]);
  });

  for (const [what, changes] of [
    ['of another label', { classId: 0, label: 'person' }],
    ['far away', { box: [400, 100, 500, 150] }],
    ['of another size', { box: [0, 0, 400, 400] }],
  ] as const) {
    it(`fade towards the frame in which the only other one is ${what}`, () => {
      const [one, other] = [car(0, { confidence: 0.75 }), car(10, { confidence: 0.95, ...changes })];
      const [first, second, ...more] = movedBoxes([one], [other], 0.2, THRESHOLD);
      assert.deepEqual([first!.box, second!.box, second!.label, more], [one.box, other.box, other.label, []]);
      // 0.75 falls to 0.25 from the first frame to the second, 0.95 from the second to the first
      assert.ok(Math.abs(first!.confidence - 0.65) < 1e-9, `${first!.confidence}`);
      assert.ok(Math.abs(second!.confidence - 0.39) < 1e-9, `${second!.confidence}`);
    });
  }

  it('stay as they are in the half that is nearer, where they are alone and not sure', () => {
    const [faint, other] = [car(0, { confidence: 0.49 }), car(400, { confidence: 0.49 })];
    assert.deepEqual(movedBoxes([faint], [other], 0.49, THRESHOLD), [faint]);
    assert.deepEqual(movedBoxes([faint], [other], 0.5, THRESHOLD), [other]);
    // of a higher threshold, more has to be sure
    assert.deepEqual(movedBoxes([car(0, { confidence: 0.65 })], [], 0.6, 0.5), []);
  });

  it('are none between two frames without any', () => assert.deepEqual(movedBoxes([], [], 0.5, THRESHOLD), []));
});
