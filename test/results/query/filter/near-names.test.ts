import assert from 'node:assert/strict';
import { editDistance, nearNames } from '../../../../results/query/filter/near-names.ts';

describe('Names that may have been meant', () => {
  for (const [a, b, distance] of [
    ['', '', 0],
    ['', 'dog', 3],
    ['dog', 'dog', 0],
    ['persn', 'person', 1],
    ['preson', 'person', 1],
    ['truk', 'truck', 1],
    ['car', 'cat', 1],
    ['kitten', 'sitting', 3],
  ] as const) {
    it(`are ${distance} apart for \`${a}\` and \`${b}\``, () => {
      assert.equal(editDistance(a, b), distance);
      assert.equal(editDistance(b, a), distance);
    });
  }

  for (const [asked, near] of [
    ['Person', ['person', 'persons']],
    ['cat', ['car']],
    ['personn', ['person', 'persons']],
    ['unicorn', []],
    ['', []],
  ] as const) {
    it(`are ${near.join(', ') || 'none'} for \`${asked}\``, () =>
      assert.deepEqual(nearNames(asked, ['boat', 'car', 'cat 2', 'person', 'persons']), near));
  }
});
