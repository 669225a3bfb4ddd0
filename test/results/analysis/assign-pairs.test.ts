import assert from 'node:assert/strict';
import { assignPairs, type Pair } from '../../../results/analysis/assign-pairs.ts';
import { seededRandom } from '../../fixtures/seeded-random.ts';

/** The greatest sum of similarities that any choice of pairs has. */
function bestSum(pairs: readonly Pair[], from = 0): number {
  if (from === pairs.length) return 0;
  const { row, column, similarity } = pairs[from]!;
  const others = pairs.slice(from + 1).filter((pair) => pair.row !== row && pair.column !== column);
  return Math.max(bestSum(pairs, from + 1), similarity + bestSum(others));
}

function randomPairs(random: () => number): Pair[] {
  const [rows, columns] = [1 + Math.floor(random() * 5), 1 + Math.floor(random() * 5)];
  const pairs: Pair[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      // a few values, so that there are ties
      if (random() < 0.6) pairs.push({ row, column, similarity: Math.ceil(random() * 4) / 4 });
    }
  }
  return pairs;
}

describe('pairs that go together best', () => {
  it('are as similar together as any choice, and take each thing once', () => {
    const random = seededRandom(1);
    for (let round = 0; round < 500; round++) {
      const pairs = randomPairs(random);
      const chosen = assignPairs(pairs);
      assert.equal(new Set(chosen.map(({ row }) => row)).size, chosen.length);
      assert.equal(new Set(chosen.map(({ column }) => column)).size, chosen.length);
      assert.ok(chosen.every((pair) => pairs.includes(pair)));
      const sum = chosen.reduce((total, { similarity }) => total + similarity, 0);
      assert.ok(Math.abs(sum - bestSum(pairs)) < 1e-9, JSON.stringify(pairs));
    }
  });
});
