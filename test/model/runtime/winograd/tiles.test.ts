import assert from 'node:assert/strict';
import { tileFormFor } from '../../../../model/runtime/winograd/tiles.ts';

/** Pictures for which the forms with tiles of 2 and of 4 are chosen. */
const PICTURES = [
  { height: 13, width: 13 },
  { height: 52, width: 52 },
];

describe('forms of tiles', () => {
  it('compute a convolution of one axis', () => {
    for (const picture of PICTURES) {
      const { results, values, weights, outputs } = tileFormFor(picture);
      // The tile's values begin one before its first result.
      const tile = Array.from({ length: results + 2 }, (_, i) => 3 + 5 * i - i ** 3);
      const kernel = [2, -7, 11];
      const positions = values.map(({ factors, dilation, before }, position) => {
        const value = factors.reduce((sum, factor, i) => sum + factor * tile[1 - before + i * dilation]!, 0);
        return value * weights[position]!.reduce((sum, factor, i) => sum + factor * kernel[i]!, 0);
      });
      for (const [result, row] of outputs.entries()) {
        const found = row.reduce((sum, factor, i) => sum + factor * positions[i]!, 0);
        const wanted = kernel.reduce((sum, weight, i) => sum + weight * tile[result + i]!, 0);
        assert.ok(Math.abs(found - wanted) < 1e-9, `result ${result} of ${results}: ${found}, not ${wanted}`);
      }
    }
  });

  it('have room for a bias at the first position', () => {
    for (const picture of PICTURES) {
      for (const row of tileFormFor(picture).outputs) assert.equal(row[0], 1);
    }
  });

  it('are the larger one, but for small pictures', () => {
    const chosen = [13, 16, 19, 26, 52, 104].map((side) => tileFormFor({ height: side, width: side }).results);
    assert.deepEqual(chosen, [2, 4, 4, 4, 4, 4]);
  });
});
