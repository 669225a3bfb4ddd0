import assert from 'node:assert/strict';
import { sevenDigits } from '../../../../results/query/text/digits.ts';
import { Random } from '../brute-force/random.ts';

const bits = new DataView(new ArrayBuffer(4));

/** Any FLOAT, told by its 32 bits. */
function floatOf(word: number): number {
  bits.setUint32(0, word);
  return bits.getFloat32(0);
}

function expectSame(value: number): void {
  assert.equal(sevenDigits(value), Number(value.toPrecision(7)), `of ${value}`);
}

describe('Seven digits', () => {
  it('are those that text has', () => {
    for (const value of [0, -0, 0.1, 0.7, 1, 10, 999.99994, 9999999, 1e7, 1e-30, 3e38, 0.5, 2 ** -24, 1234567.5]) {
      expectSame(Math.fround(value));
      expectSame(-Math.fround(value));
    }
  });

  it('are those that text has, of any FLOAT and of those of boxes and confidences', () => {
    const random = new Random(1);
    for (let index = 0; index < 50_000; index++) {
      const any = floatOf(random.whole(0, 2 ** 32 - 1));
      if (Number.isFinite(any)) expectSame(any);
      expectSame(Math.fround((random.number() - 0.1) * 4000));
      expectSame(Math.fround(random.number()));
    }
  });

  it('are those that text has where a value lies in the middle of two', () => {
    // 24 bits hold these exactly, and their eighth digit is a five
    for (let index = 1; index < 2 ** 12; index++) {
      expectSame(1_000_000 + index + 0.5);
      expectSame(-(1_000_000 + index + 0.5));
      expectSame(100_000 + index + 0.25);
    }
  });

  it('are those that text has of a DOUBLE too', () => {
    const random = new Random(2);
    for (let index = 0; index < 10_000; index++) expectSame(random.number() * 2000);
    expectSame(0.123_456_75);
    expectSame(1.000_000_5);
  });
});
