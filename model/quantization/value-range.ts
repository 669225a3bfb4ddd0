import type { Quantization } from '../ir/quantized-graph.ts';
import type { Histogram } from './histogram.ts';

/** How the range that bytes stand for is chosen from what calibration saw. */
export const RANGE_METHODS = ['min-max', 'percentile', 'entropy', 'mse'] as const;
export type RangeMethod = (typeof RANGE_METHODS)[number];

/** Lowest and highest value that bytes stand for; zero lies between. */
export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

/** What a percentile leaves out, on either side. */
const CLIPPED_SHARE = 1e-4;
/** Parts of the whole range that are tried. */
const TRIED_PARTS = Array.from({ length: 60 }, (_, i) => 1 - i * 0.0155);

/** The range of a value by one of the methods. */
export function rangeOf(histogram: Histogram, method: RangeMethod): ValueRange {
  const { min: low, max: high } = histogram;
  switch (method) {
    case 'min-max':
      return { low, high };
    case 'percentile':
      return percentileRange(histogram);
    case 'entropy':
      return bestRange({ low, high }, (range) => divergence(histogram, range));
    case 'mse':
      return bestRange({ low, high }, (range) => squaredError(histogram, range));
  }
}

/** Bytes for a range; zero is exactly one of them, as the padding of convolutions needs it. */
export function quantizationOf({ low, high }: ValueRange): Quantization {
  const [from, to] = [Math.min(0, low), Math.max(0, high)];
  const scale = Math.fround(to > from ? (to - from) / 255 : 1);
  return { scale, zeroPoint: Math.round((0 - from) / scale) };
}

/** The byte that stands for a number. */
export function byteOf(value: number, { scale, zeroPoint }: Quantization): number {
  return Math.min(255, Math.max(0, Math.round(value / scale) + zeroPoint));
}

function percentileRange(histogram: Histogram): ValueRange {
  const bins = histogram.bins();
  const cut = CLIPPED_SHARE * bins.reduce((sum, { count }) => sum + count, 0);
  const firstAfter = (ordered: typeof bins) => {
    let sum = 0;
    return ordered.find(({ count }) => {
      sum += count;
      return sum > cut;
    })?.centre;
  };
  return { low: Math.min(0, firstAfter(bins) ?? 0), high: Math.max(0, firstAfter(bins.toReversed()) ?? 0) };
}

/** The cheapest range: first of both ends together, then of each end alone. */
function bestRange(whole: ValueRange, cost: (range: ValueRange) => number): ValueRange {
  const cheapest = (ranges: readonly ValueRange[]) => {
    const costs = ranges.map(cost);
    return ranges[costs.indexOf(Math.min(...costs))]!;
  };
  const both = cheapest(TRIED_PARTS.map((part) => ({ low: whole.low * part, high: whole.high * part })));
  const low = cheapest(TRIED_PARTS.map((part) => ({ low: whole.low * part, high: both.high })));
  return cheapest(TRIED_PARTS.map((part) => ({ low: low.low, high: whole.high * part })));
}

function squaredError(histogram: Histogram, range: ValueRange): number {
  const { scale } = quantizationOf(range);
  const rounding = scale ** 2 / 12;
  let sum = 0;
  for (const { centre, count } of histogram.bins()) {
    const clipped = centre < range.low ? range.low - centre : centre > range.high ? centre - range.high : 0;
    sum += count * (clipped > 0 ? clipped ** 2 : rounding);
  }
  return sum;
}

/**
 * Kullback-Leibler divergence of what 256 steps keep of a distribution from the distribution, what is clipped moved to the ends.
 *
 * @see S. Migacz, 8-bit inference with TensorRT, GTC 2017
 */
function divergence(histogram: Histogram, range: ValueRange): number {
  const quantization = quantizationOf(range);
  const bins = histogram.bins();
  const inside = bins.filter(({ centre }) => centre >= range.low && centre <= range.high);
  const massBelow = bins.reduce((sum, { centre, count }) => sum + (centre < range.low ? count : 0), 0);
  const massAbove = bins.reduce((sum, { centre, count }) => sum + (centre > range.high ? count : 0), 0);
  const massInside = inside.reduce((sum, { count }) => sum + count, 0);
  if (massInside === 0) return Number.POSITIVE_INFINITY;
  const total = massBelow + massInside + massAbove;
  const steps = inside.map(({ centre }) => byteOf(centre, quantization));
  const counts = new Float64Array(256);
  const widths = new Float64Array(256);
  for (const [index, step] of steps.entries()) {
    counts[step]! += inside[index]!.count;
    widths[step]!++;
  }
  return inside.reduce((sum, { count }, index) => {
    const clipped = (index === 0 ? massBelow : 0) + (index === inside.length - 1 ? massAbove : 0);
    const wanted = (count + clipped) / total;
    const step = steps[index]!;
    return sum + wanted * Math.log((wanted * widths[step]! * massInside) / counts[step]!);
  }, 0);
}
