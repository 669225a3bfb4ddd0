import assert from 'node:assert/strict';
import { Histogram } from '../../../model/quantization/histogram.ts';

const total = (histogram: Histogram) => histogram.bins().reduce((sum, { count }) => sum + count, 0);

describe('a histogram of values', () => {
  it('keeps the extremes exactly and every value near its place', () => {
    const histogram = new Histogram();
    histogram.add(Float32Array.of(-1, 0.25, 3));
    assert.deepEqual([histogram.min, histogram.max, total(histogram)], [-1, 3, 3]);
    const centres = histogram.bins().map(({ centre }) => centre);
    [-1, 0.25, 3].forEach((value, index) => {
      assert.ok(Math.abs(centres[index]! - value) < 0.002);
    });
  });

  it('loses nothing when larger values come later', () => {
    const histogram = new Histogram();
    for (const value of [0.001, -0.5, 40, -3000]) histogram.add(Float32Array.of(value, value / 2));
    assert.equal(total(histogram), 8);
    const mean = histogram.bins().reduce((sum, { centre, count }) => sum + centre * count, 0) / 8;
    const exact = (1.5 * (0.001 - 0.5 + 40 - 3000)) / 8;
    assert.ok(Math.abs(mean - exact) < 2, `${mean}`);
  });

  it('takes over what another one counted, be its bins wider or narrower', () => {
    const [small, large] = [new Histogram(), new Histogram()];
    small.add(Float32Array.of(0.1, 0.2));
    large.add(Float32Array.of(-100, 100));
    for (const [one, other] of [
      [small, large],
      [large, new Histogram()],
    ] as const) {
      const merged = new Histogram();
      merged.merge(one);
      merged.merge(other);
      assert.equal(total(merged), total(one) + total(other));
      assert.equal(merged.max, Math.max(one.max, other.max));
    }
  });

  it('counts nothing but zeros as zeros', () => {
    const histogram = new Histogram();
    histogram.add(new Float32Array(5));
    assert.deepEqual([histogram.min, histogram.max, total(histogram)], [0, 0, 5]);
  });
});
