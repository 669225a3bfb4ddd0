import assert from 'node:assert/strict';
import { estimate } from '../../../../results/analysis/adaptive/audit-interval.ts';
import { addedSums, sumsOf } from '../../../../results/analysis/adaptive/share-sums.ts';
import { seededRandom } from '../../../fixtures/seeded-random.ts';

const frame = (right: number, all: number) => ({ right, all });

describe('The interval of an audit', () => {
  it('is nothing but the truth where nothing is carried', () => {
    assert.deepEqual(estimate(sumsOf([]), 50, 0), { share: 1, low: 1, high: 1 });
  });

  it('says nothing where nothing was audited', () => {
    assert.deepEqual(estimate(sumsOf([]), 0, 100), { share: 1, low: 0, high: 1 });
  });

  it('counts what was looked at as found', () => {
    const sums = sumsOf([frame(1, 2), frame(2, 2)]);
    assert.equal(estimate(sums, 0, 100).share, 0.75);
    // 100 frames hold 200, of which 150 are found, beside 200 that were seen
    assert.equal(estimate(sums, 200, 100).share, 350 / 400);
  });

  it('is wider where detections are missed together', () => {
    const width = (sums: ReturnType<typeof sumsOf>) => {
      const { low, high } = estimate(sums, 0, 1000);
      return high - low;
    };
    const apart = sumsOf(Array.from({ length: 20 }, () => frame(3, 4)));
    const together = sumsOf(Array.from({ length: 20 }, (_, index) => frame(index % 4 === 0 ? 0 : 4, 4)));
    assert.ok(width(together) > 1.2 * width(apart));
  });

  it('is the same whether frames are added one by one or in stretches', () => {
    const frames = [frame(1, 2), frame(0, 0), frame(5, 7), frame(3, 3)];
    assert.deepEqual(addedSums([sumsOf(frames.slice(0, 1)), sumsOf(frames.slice(1))]), sumsOf(frames));
  });

  it('holds the truth in 19 of 20 runs, also where whole frames are wrong', () => {
    const random = seededRandom(7);
    let held = 0;
    const runs = 400;
    for (let run = 0; run < runs; run++) {
      // in a tenth of the frames half of what is there is missed, in the others a fiftieth
      const frames = Array.from({ length: 1000 }, () => {
        const all = 1 + Math.floor(random() * 8);
        const miss = random() < 0.1 ? 0.5 : 0.02;
        const right = Array.from({ length: all }, () => random() >= miss).filter(Boolean).length;
        return frame(right, all);
      });
      const truth = sumsOf(frames);
      const audited = frames.filter((_, index) => index % 25 === run % 25);
      const { low, high } = estimate(sumsOf(audited), 500, 960);
      const carried = addedSums([truth, negative(sumsOf(audited))]);
      const exact = 500;
      const share = (exact + carried.right) / (exact + carried.all);
      if (low <= share && share <= high) held++;
    }
    assert.ok(held >= 0.93 * runs, `${held} of ${runs}`);
  });
});

function negative(sums: ReturnType<typeof sumsOf>) {
  return Object.fromEntries(Object.entries(sums).map(([name, value]) => [name, -value])) as unknown as typeof sums;
}
