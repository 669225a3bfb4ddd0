import type { Size } from '../../../shared/geometry.ts';

/** Values on an axis that a position in Winograd's domain is the sum of. */
export interface Taps {
  readonly factors: readonly number[];
  /** From one to the next. */
  readonly dilation: number;
  /** 1 where the first lies before the tile's first result, else 0. */
  readonly before: number;
}

/**
 * F(m, 3) on one axis: m results of 3 weights by m + 2 products. The first position is that of the point 1, which is in each result
 * once: there a bias can be added.
 *
 * @see A. Lavin and S. Gray, Fast algorithms for convolutional neural networks, 2016, for F(2 × 2, 3 × 3) and F(4 × 4, 3 × 3)
 */
export interface TileForm {
  /** m */
  readonly results: number;
  /** By position, how values enter the domain. */
  readonly values: readonly Taps[];
  /** By position, how the three weights do. */
  readonly weights: readonly (readonly [number, number, number])[];
  /** By result, how it comes of the positions. */
  readonly outputs: readonly (readonly number[])[];
}

/** Points 1, −1, 0, ∞. */
const TWO: TileForm = {
  results: 2,
  values: [
    { factors: [1, 1], dilation: 1, before: 0 },
    { factors: [-1, 1], dilation: 1, before: 0 },
    { factors: [1, -1], dilation: 2, before: 1 },
    { factors: [1, -1], dilation: 2, before: 0 },
  ],
  weights: [
    [1 / 2, 1 / 2, 1 / 2],
    [1 / 2, -1 / 2, 1 / 2],
    [1, 0, 0],
    [0, 0, 1],
  ],
  outputs: [
    [1, 1, 1, 0],
    [1, -1, 0, -1],
  ],
};

/** Points 1, −1, 2, −2, 0, ∞. */
const FOUR: TileForm = {
  results: 4,
  values: [
    { factors: [-4, -4, 1, 1], dilation: 1, before: 0 },
    { factors: [4, -4, -1, 1], dilation: 1, before: 0 },
    { factors: [-2, -1, 2, 1], dilation: 1, before: 0 },
    { factors: [2, -1, -2, 1], dilation: 1, before: 0 },
    { factors: [4, -5, 1], dilation: 2, before: 1 },
    { factors: [4, -5, 1], dilation: 2, before: 0 },
  ],
  weights: [
    [-1 / 6, -1 / 6, -1 / 6],
    [-1 / 6, 1 / 6, -1 / 6],
    [1 / 24, 1 / 12, 1 / 6],
    [1 / 24, -1 / 12, 1 / 6],
    [1 / 4, 0, 0],
    [0, 0, 1],
  ],
  outputs: [
    [1, 1, 1, 1, 1, 0],
    [1, -1, 2, -2, 0, 0],
    [1, 1, 4, 4, 0, 0],
    [1, -1, 8, -8, 0, 1],
  ],
};

/** Reading a weight takes as long as using it for so many tiles (measured: where few tiles share them, weights bound the time). */
const TILES_A_WEIGHT = 18;

/** The form that computes a picture soonest: the larger tile, unless too few share its more weights. */
export function tileFormFor({ height, width }: Size): TileForm {
  const cost = ({ results, values }: TileForm) =>
    values.length ** 2 * (Math.ceil(height / results) * Math.ceil(width / results) + TILES_A_WEIGHT);
  return cost(FOUR) < cost(TWO) ? FOUR : TWO;
}

/** Both axes at once: all products of the entries of two rows, the second's the faster. */
export function outer(a: readonly number[], b: readonly number[]): number[] {
  return a.flatMap((x) => b.map((y) => x * y));
}
