import type { Size } from '../../shared/geometry.ts';

/** Pixels of a block's side. */
export const BLOCK_SIDE = 16;

/**
 * By how much two gray frames of one size differ, block by block: the mean over its pixels, 0..255. What is left over at the right and
 * below belongs to no block of its own, but to the last one.
 */
export function blockDifferences(a: Uint8Array, b: Uint8Array, { width, height }: Size): number[] {
  const columns = Math.max(1, Math.floor(width / BLOCK_SIDE));
  const rows = Math.max(1, Math.floor(height / BLOCK_SIDE));
  const differences: number[] = [];
  for (let row = 0; row < rows; row++) {
    const bottom = row === rows - 1 ? height : (row + 1) * BLOCK_SIDE;
    for (let column = 0; column < columns; column++) {
      const left = column * BLOCK_SIDE;
      const right = column === columns - 1 ? width : left + BLOCK_SIDE;
      let sum = 0;
      for (let y = row * BLOCK_SIDE; y < bottom; y++) {
        for (let at = y * width + left, end = y * width + right; at < end; at++) sum += Math.abs(a[at]! - b[at]!);
      }
      differences.push(sum / ((right - left) * (bottom - row * BLOCK_SIDE)));
    }
  }
  return differences;
}
