import assert from 'node:assert/strict';
import { Histogram } from '../../../model/quantization/histogram.ts';
import { byteOf, quantizationOf, RANGE_METHODS, rangeOf } from '../../../model/quantization/value-range.ts';

/** A bell over −3..3 in 100,000 values, and some further out. */
function bell(...more: number[]): Histogram {
  const histogram = new Histogram();
  const values = Float32Array.from({ length: 100_000 }, (_, i) => {
    const u = (i + 0.5) / 100_000;
    return Math.log(u / (1 - u)) / 4;
  });
  histogram.add(values);
  histogram.add(Float32Array.from(more));
  return histogram;
}

describe('the range that bytes stand for', () => {
  for (const [low, high, zeroPoint] of [
    [-1, 1, 127],
    [0, 4, 0],
    [-4, 0, 255],
    [1, 2, 0],
    [0, 0, 0],
    [-0.31, 8, 10],
  ] as const) {
    it(`holds zero exactly: ${low}..${high}`, () => {
      const quantization = quantizationOf({ low, high });
      assert.equal(quantization.zeroPoint, zeroPoint);
      assert.equal(byteOf(0, quantization), zeroPoint);
      assert.ok(quantization.scale > 0);
      assert.equal(byteOf(1e9, quantization), 255);
      assert.equal(byteOf(-1e9, quantization), 0);
    });
  }

  it('is everything that was seen by min-max', () => {
    assert.deepEqual(rangeOf(bell(50), 'min-max'), { low: bell().min, high: 50 });
  });

  for (const [method, lonely] of [
    ['percentile', 50],
    ['entropy', 50],
    ['mse', 5],
  ] as const) {
    it(`leaves a lonely value out by ${method}`, () => {
      const { low, high } = rangeOf(bell(lonely), method);
      assert.ok(high > 0.8 && high < 0.9 * lonely, `${high}`);
      assert.ok(low < -0.8, `${low}`);
    });
  }

  for (const method of RANGE_METHODS) {
    it(`never goes further than what was seen: ${method}`, () => {
      const [histogram, { low, high }] = [bell(), rangeOf(bell(), method)];
      assert.ok(low >= histogram.min && low <= 0 && high <= histogram.max && high >= 0);
    });
  }

  it('loses least by mse', () => {
    const histogram = bell(20);
    const errorOf = (method: (typeof RANGE_METHODS)[number]) => {
      const quantization = quantizationOf(rangeOf(histogram, method));
      const { scale, zeroPoint } = quantization;
      return histogram
        .bins()
        .reduce(
          (sum, { centre, count }) => sum + count * (scale * (byteOf(centre, quantization) - zeroPoint) - centre) ** 2,
          0,
        );
    };
    const least = errorOf('mse');
    for (const method of RANGE_METHODS) assert.ok(least <= errorOf(method) * 1.02, method);
  });
});
