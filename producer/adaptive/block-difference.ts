import type { Size } from '../../shared/geometry.ts';

/** Pixels of a block's side. */
const BLOCK_SIDE = 16;

/** How many blocks a frame has. */
export function blockCount({ width, height }: Size): number {
  return blocksAlong(width) * blocksAlong(height);
}

/**
 * By how much two gray frames of one size differ, block by block: the mean over its pixels, 0..255. What is left over at the right and
 * below belongs to no block of its own, but to the last one.
 */
export function* blockDifferences(a: Uint8Array, b: Uint8Array, { width, height }: Size): Generator<number> {
  const [columns, rows] = [blocksAlong(width), blocksAlong(height)];
  for (let row = 0; row < rows; row++) {
    const bottom = row === rows - 1 ? height : (row + 1) * BLOCK_SIDE;
    for (let column = 0; column < columns; column++) {
      const left = column * BLOCK_SIDE;
      const right = column === columns - 1 ? width : left + BLOCK_SIDE;
      let sum = 0;
      for (let y = row * BLOCK_SIDE; y < bottom; y++) {
        for (let at = y * width + left, end = y * width + right; at < end; at++) sum += Math.abs(a[at]! - b[at]!);
      }
      yield sum / ((right - left) * (bottom - row * BLOCK_SIDE));
    }
  }
}

function blocksAlong(pixels: number): number {
  return Math.max(1, Math.floor(pixels / BLOCK_SIDE));
}
