import assert from 'node:assert/strict';
import { combine, type Interval } from '../../../../results/query/segments/intervals.ts';
import { Random } from '../brute-force/random.ts';

/** Stretches apart, with whole ends. */
function randomIntervals(random: Random): Interval[] {
  const intervals: Interval[] = [];
  for (let at = random.whole(0, 6); at < 40; at += random.whole(1, 9)) {
    const to = at + (random.chance(0.2) ? 0 : random.whole(1, 8));
    intervals.push({ from: at, to });
    at = to;
  }
  return intervals;
}

const holds = (intervals: readonly Interval[], time: number) =>
  intervals.some(({ from, to }) => from <= time && time <= to);

describe('Stretches put together', () => {
  it('hold at every time between whole ones what both, one of them, or the first without the second hold', () => {
    const random = new Random(7);
    for (let round = 0; round < 300; round++) {
      const [a, b] = [randomIntervals(random), randomIntervals(random)];
      for (let time = -0.5; time < 60; time++) {
        const [inA, inB] = [holds(a, time), holds(b, time)];
        assert.equal(holds(combine('and', a, b, 0), time), inA && inB, 'and');
        assert.equal(holds(combine('or', a, b, 0), time), inA || inB, 'or');
        assert.equal(holds(combine('minus', a, b, 0), time), inA && !inB, 'minus');
      }
    }
  });

  it('follow one another within so many seconds', () => {
    const a = [
      { from: 0, to: 2 },
      { from: 10, to: 12 },
    ];
    const b = [{ from: 5, to: 8 }];
    assert.deepEqual(combine('before', a, b, 3), [a[0]]);
    assert.deepEqual(combine('before', a, b, 2), []);
    assert.deepEqual(combine('after', a, b, 2), [a[1]]);
    assert.deepEqual(combine('after', a, b, 1), []);
  });

  it('share the moment at which one ends and the other begins', () =>
    assert.deepEqual(combine('and', [{ from: 0, to: 2 }], [{ from: 2, to: 3 }], 0), [{ from: 2, to: 2 }]));
});
