import type { Quantization } from '../ir/quantized-graph.ts';
import type { Histogram } from './histogram.ts';
import { byteOf, quantizationOf } from './value-range.ts';

/** Lower ends that are tried, as parts of the lowest value. */
const TRIED_LOWS = Array.from({ length: 41 }, (_, i) => 1 - i * 0.025);

/**
 * The bytes of what enters an activation, chosen for what leaves it: where the activation is flat, values may be clipped, and
 * the steps saved make the others finer.
 *
 * @param high - where the output's bytes end
 */
export function preActivationQuantization(
  histogram: Histogram,
  activate: (x: number) => number,
  high: number,
): Quantization {
  const bins = histogram.bins().map(({ centre, count }) => ({ centre, count, wanted: activate(centre) }));
  let [best, bestError] = [quantizationOf({ low: histogram.min, high }), Number.POSITIVE_INFINITY];
  for (const part of TRIED_LOWS) {
    const tried = quantizationOf({ low: histogram.min * part, high });
    const table = Float64Array.from({ length: 256 }, (_, byte) => activate(tried.scale * (byte - tried.zeroPoint)));
    let error = 0;
    for (const { centre, count, wanted } of bins) error += count * (table[byteOf(centre, tried)]! - wanted) ** 2;
    // What is rounded inside a bin of the histogram.
    if (error < bestError) [best, bestError] = [tried, error];
  }
  return best;
}

/** How often each byte comes. */
export function byteCounts(histogram: Histogram, quantization: Quantization): Float64Array {
  const counts = new Float64Array(256);
  for (const { centre, count } of histogram.bins()) counts[byteOf(centre, quantization)]! += count;
  return counts;
}
