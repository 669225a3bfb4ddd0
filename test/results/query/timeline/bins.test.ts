import assert from 'node:assert/strict';
import { binsOf, inBins } from '../../../../results/query/timeline/bins.ts';

describe('bins of a timeline', () => {
  it('are the shortest of readable lengths by which there are few enough, from a multiple of that', () => {
    for (const [from, to, most, expected] of [
      [0, 10_000, 10, { fromMs: 0, binMs: 1000, count: 10 }],
      [0, 10_001, 10, { fromMs: 0, binMs: 2000, count: 6 }],
      [500, 10_000, 10, { fromMs: 0, binMs: 1000, count: 10 }],
      [1500, 1501, 600, { fromMs: 1500, binMs: 1, count: 1 }],
      [0, 365 * 86_400_000, 400, { fromMs: 0, binMs: 86_400_000, count: 365 }],
      [-1500, 1500, 3, { fromMs: -2000, binMs: 2000, count: 2 }],
      [7, 7, 5, { fromMs: 7, binMs: 1, count: 1 }],
    ] as const) {
      assert.deepEqual(binsOf(from, to, most), expected, `${from} ${to} ${most}`);
    }
  });

  it('cover longer times than any readable length, too', () => {
    const { fromMs, binMs, count } = binsOf(0, 1e15, 2);
    assert.deepEqual([fromMs, count], [0, 2]);
    assert.ok(binMs * count >= 1e15);
  });

  it('take what rows name, and leave out what lies beside them', () => {
    const rows = [
      { bin: 0, n: 2 },
      { bin: 2, n: 3 },
      { bin: 2, n: 4 },
      { bin: -1, n: 9 },
      { bin: 3, n: 9 },
    ];
    assert.deepEqual(
      inBins({ count: 3 }, rows, ({ n }) => n),
      [2, 0, 7],
    );
  });
});
