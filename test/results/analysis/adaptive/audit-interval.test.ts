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

  it('holds the truth in 19 of 20 runs where whole frames are wrong', () => {
    // in a tenth of the frames half of what is there is missed, in the others a fiftieth
    const held = heldOf(25, 7, (random) => (random() < 0.1 ? 0.5 : 0.02));
    assert.ok(held >= 0.95, `${held}`);
  });

  it('holds the truth where little is wrong, and that for some frames on end', () => {
    let left = 0;
    const held = heldOf(33, 5, (random) => {
      if (left === 0 && random() < 0.001) left = 10;
      left = Math.max(0, left - 1);
      return left > 0 ? 0.9 : 0;
    });
    assert.ok(held >= 0.9, `${held}`);
  });
});

/** In which part of runs the truth lies within the interval. @param missOf - the part of its detections that is missed, of the next frame */
function heldOf(every: number, seed: number, missOf: (random: () => number) => number): number {
  const random = seededRandom(seed);
  let held = 0;
  const runs = 400;
  for (let run = 0; run < runs; run++) {
    const frames = Array.from({ length: 1000 }, () => {
      const all = 1 + Math.floor(random() * 8);
      const miss = missOf(random);
      return frame(Array.from({ length: all }, () => random() >= miss).filter(Boolean).length, all);
    });
    const audited = frames.filter((_, index) => index % every === run % every);
    const exact = 500;
    const { low, high } = estimate(sumsOf(audited), exact, frames.length - audited.length);
    const carried = addedSums([sumsOf(frames), negative(sumsOf(audited))]);
    const share = (exact + carried.right) / (exact + carried.all);
    if (low <= share && share <= high) held++;
  }
  return held / runs;
}

function negative(sums: ReturnType<typeof sumsOf>) {
  return Object.fromEntries(Object.entries(sums).map(([name, value]) => [name, -value])) as unknown as typeof sums;
}
