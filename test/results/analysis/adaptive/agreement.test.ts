import assert from 'node:assert/strict';
import { agreementOf, errorOf } from '../../../../results/analysis/adaptive/agreement.ts';
import { likenessOf } from '../../../../results/analysis/adaptive/gap-likeness.ts';
import { car } from './boxes.ts';

const faint = (left: number) => car(left, { confidence: 0.3 });

describe('What was taken to be in a frame against what was found', () => {
  for (const [what, taken, found, wanted] of [
    ['the same', [car(0)], [car(10)], [1, 0, 1, 0]],
    ['half a car beside', [car(0)], [car(50)], [0, 1, 0, 1]],
    ['one for two', [car(0)], [car(0), car(5)], [1, 1, 1, 0]],
    ['another label', [car(0)], [car(0, { classId: 0 })], [0, 1, 0, 1]],
    ['nothing found', [car(0)], [], [0, 0, 0, 1]],
    ['a faint one meets a sure one', [faint(0)], [car(0)], [1, 0, 0, 0]],
    ['a sure one meets a faint one', [car(0)], [faint(0)], [0, 0, 1, 0]],
    ['a faint one that is alone', [faint(0)], [faint(300)], [0, 0, 0, 0]],
  ] as const) {
    it(`counts ${what}`, () => {
      const { met, missed, right, invented } = agreementOf(taken, found, 0.5);
      assert.deepEqual([met, missed, right, invented], wanted);
    });
  }

  it('is in error by the part that is wrong', () => {
    assert.equal(errorOf({ met: 0, missed: 0, right: 0, invented: 0 }), 0);
    assert.equal(errorOf({ met: 1, missed: 1, right: 1, invented: 1 }), 0.5);
  });
});

describe('How much two frames are alike', () => {
  for (const [what, before, after, wanted] of [
    ['nothing in both', [], [], 1],
    ['the same', [car(0)], [car(0)], 1],
    ['two that overlap by half, as by the same', [car(0)], [car(30)], 1],
    ['two that overlap by a third, by two thirds', [car(0)], [car(50)], 2 / 3],
    ['all that are there, evenly', [car(0), car(500)], [car(0), car(550)], 5 / 6],
    ['one that came beside one that stays', [car(0)], [car(0), car(500)], 1 / 2],
    ['one that went', [car(0)], [], 0],
    ['a faint one that came, by nothing', [car(0)], [car(0), faint(500)], 1],
    ['a faint one that moves, by nothing', [faint(0)], [faint(60)], 1],
    ['one that is faint in one of them, as by any', [car(0)], [faint(50)], 2 / 3],
  ] as const) {
    it(`is told by ${what}`, () => assert.ok(Math.abs(likenessOf(before, after, 0.5) - wanted) < 1e-9));
  }
});
