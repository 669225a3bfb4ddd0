import assert from 'node:assert/strict';
import { averagePrecision } from '../../../model/evaluation/average-precision.ts';
import { Scorer } from '../../../model/evaluation/score.ts';

/** R: right, w: wrong, i: ignored. */
function outcomes(letters: string) {
  return Array.from(letters, (letter, index) => ({
    confidence: 1 - index / 100,
    matched: letter === 'R' ? 1 : 0,
    ignored: letter === 'i' ? 1 : 0,
  }));
}

describe('average precision', () => {
  for (const [letters, objects, expected] of [
    ['', 1, 0],
    ['w', 3, 0],
    ['R', 1, 1],
    ['wR', 1, 1 / 2],
    ['Rw', 1, 1],
    ['iRi', 1, 1],
    ['R', 2, 51 / 101],
    ['RwR', 2, (51 + 50 * (2 / 3)) / 101],
    ['wRR', 2, 2 / 3],
    ['RRRRRRRw'.repeat(1), 20, 35 / 101],
  ] as const) {
    it(`of ${letters || 'nothing'} for ${objects} objects is ${expected.toFixed(4)}`, () => {
      assert.ok(Math.abs(averagePrecision(outcomes(letters), objects, 0) - expected) < 1e-12);
    });
  }
});

describe('the score', () => {
  const box = [0, 0, 10, 10] as const;
  const object = (classId: number, isCrowd = false) => ({ box, classId, isCrowd, isIgnored: false });
  const found = (classId: number, confidence: number) => ({ box, classId, label: '', confidence });

  it('is the mean over classes of which there are objects', () => {
    const scorer = new Scorer(['cat', 'dog', 'cow', 'crowd']);
    scorer.add([object(0), object(3, true)], [found(0, 0.9), found(2, 0.8), found(3, 0.7)]);
    scorer.add([object(1)], [found(0, 0.95)]);
    const { perClass, ...means } = scorer.score();
    assert.deepEqual(
      perClass.map(({ label, objects, ap, ap50 }) => [label, objects, ap.toFixed(6), ap50.toFixed(6)]),
      [
        ['cat', 1, '0.500000', '0.500000'],
        ['dog', 1, '0.000000', '0.000000'],
      ],
    );
    assert.deepEqual(
      { ...means, ap: means.ap.toFixed(6), ap50: means.ap50.toFixed(6), ap75: means.ap75.toFixed(6) },
      { images: 2, classes: 2, objects: 2, ap: '0.250000', ap50: '0.250000', ap75: '0.250000' },
    );
  });

  it('of nothing is 0', () => {
    assert.deepEqual(new Scorer(['cat']).score(), {
      ...{ images: 0, classes: 0, objects: 0, ap: 0, ap50: 0, ap75: 0, perClass: [] },
    });
  });
});
