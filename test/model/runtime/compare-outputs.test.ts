import assert from 'node:assert/strict';
import { outputsDifference } from '../../../model/runtime/compare-outputs.ts';

const TOLERANCE = { relativeDistance: 0.01, largest: 0.5 };
const outputs = (values: readonly number[], dims: readonly number[] = [1, values.length]) => ({
  head: { dims, data: Float32Array.from(values) },
});
const PLAIN: readonly number[] = Array.from({ length: 10_000 }, (_, i) => (i % 2 === 0 ? 1 : -1));

describe('outputs of an optimised graph', () => {
  const cases: readonly (readonly [string, readonly number[], readonly number[], RegExp | null])[] = [
    ['that are the same', PLAIN, PLAIN, null],
    ['that all differ a little', PLAIN.map((value) => value * 1.009), PLAIN, null],
    ['that all differ by more', PLAIN.map((value) => value * 1.011), PLAIN, /within 0.01 .* got 0.011 and 0.011/],
    ['of which one differs by much', PLAIN.with(7, 0), PLAIN, /each value within 0.5, got 0.010 and 1.0/],
    ['that are all zeros', [0, 0], [0, 0], null],
    ['that are not zeros where all should be', [0, 1e-9], [0, 0], /got Infinity and Infinity/],
    ['that are zeros where none should be', PLAIN.map(() => 0), PLAIN, /got 1.0 and 1.0/],
    ['that are not finite in the same places', [Number.NaN, 1], [Number.POSITIVE_INFINITY, 1], null],
    ['that are not finite at all', [Number.NaN, Number.NaN], [Number.NaN, Number.NaN], null],
    ['that are not finite in other places', [Number.NaN, 1], [1, 1], /finite where the plain graph is/],
    ['that are finite where the plain ones are not', [1, 1], [1, Number.NaN], /finite where the plain graph is/],
  ];
  for (const [what, found, plain, message] of cases) {
    it(`${message === null ? 'passes those' : 'refuses those'} ${what}`, () => {
      const difference = outputsDifference(outputs(found), outputs(plain), TOLERANCE);
      if (message === null) assert.equal(difference, null);
      else assert.match(difference ?? '', message);
    });
  }

  it('refuses those of another shape or name', () => {
    const plain = outputs(PLAIN);
    assert.match(outputsDifference(outputs(PLAIN, [2, 5000]), plain, TOLERANCE) ?? '', /\[1,10000\], got \[2,5000\]/);
    assert.match(outputsDifference({}, plain, TOLERANCE) ?? '', /`head` .* got none/);
  });
});
