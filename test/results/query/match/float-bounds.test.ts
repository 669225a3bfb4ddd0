import assert from 'node:assert/strict';
import { floatFrom, floatText, floatUpTo } from '../../../../results/query/match/float-bounds.ts';

const MOST = (2 - 2 ** -23) * 2 ** 127;
const LEAST = 2 ** -149;

describe('Ends of a range, as FLOATs', () => {
  for (const [number, from, upTo] of [
    [540, 540, 540],
    [0.1, Math.fround(0.1), Math.fround(0.1) - 2 ** -27],
    [0.3, Math.fround(0.3), Math.fround(0.3) - 2 ** -25],
    [0.7, Math.fround(0.7) + 2 ** -24, Math.fround(0.7)],
    [-0.7, Math.fround(-0.7), Math.fround(-0.7) - 2 ** -24],
    [16_777_217, 16_777_218, 16_777_216],
    [-16_777_217, -16_777_216, -16_777_218],
    [0, 0, 0],
    [1e-60, LEAST, 0],
    [-1e-60, 0, -LEAST],
    [1e39, Infinity, MOST],
    [-1e39, -MOST, -Infinity],
  ] as const) {
    it(`of ${number} are ${from} and ${upTo}`, () => {
      // -0 is 0 too
      assert.equal(floatFrom(number) + 0, from + 0);
      assert.equal(floatUpTo(number) + 0, upTo + 0);
    });
  }

  it('hold the same FLOATs as the numbers themselves', () => {
    for (let step = -50; step <= 50; step++) {
      const number = step * 7.31 + 1 / 3;
      for (const near of [-2, -1, 0, 1, 2]) {
        const float = Math.fround(number + near * 1e-6 * Math.max(1, Math.abs(number)));
        assert.equal(float >= floatFrom(number), float >= number);
        assert.equal(float <= floatUpTo(number), float <= number);
      }
    }
  });

  it('are written as text', () => assert.equal(floatText(Math.fround(0.1)), "'0.10000000149011612'::FLOAT"));
});
