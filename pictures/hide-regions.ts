import type { Size } from '../shared/geometry.ts';

/** How what lies in a region is hidden. */
export const HIDING = ['blur', 'fill', 'pixelate'] as const;
export type Hiding = (typeof HIDING)[number];

/** A box in pixels of a picture, right and lower edge excluded; may reach beyond it. */
export interface Region {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** The longer side of a region is cut into so many cells, of each of which only the mean is kept. */
const CELLS = 6;
/** A cell is of so many pixels at least. */
const LEAST_CELL = 8;

/**
 * Hides what lies in some regions of a picture, in place. Every pixel that a region touches is hidden. Of what was there `fill` leaves
 * nothing, the others the means of a few large cells, as squares or as one smooth surface.
 *
 * @param rgb - packed RGB, rows top down
 */
export function hideRegions(rgb: Uint8Array, size: Size, regions: readonly Region[], how: Hiding): void {
  for (const region of regions) {
    const inside = clipped(region, size);
    if (inside === null) continue;
    if (how === 'fill') fill(rgb, size.width, inside);
    else coarsen(rgb, size.width, inside, how === 'blur');
  }
}

/** In whole pixels; `null` where nothing of it lies in the picture. */
function clipped({ x1, y1, x2, y2 }: Region, { width, height }: Size): Region | null {
  const [left, top] = [Math.max(0, Math.floor(x1)), Math.max(0, Math.floor(y1))];
  const [right, bottom] = [Math.min(width, Math.ceil(x2)), Math.min(height, Math.ceil(y2))];
  return right > left && bottom > top ? { x1: left, y1: top, x2: right, y2: bottom } : null;
}

function fill(rgb: Uint8Array, width: number, { x1, y1, x2, y2 }: Region): void {
  for (let y = y1; y < y2; y++) rgb.fill(0, (y * width + x1) * 3, (y * width + x2) * 3);
}

/** @param isSmooth - whether the means go over into one another */
function coarsen(rgb: Uint8Array, width: number, region: Region, isSmooth: boolean): void {
  const { x1, y1, x2, y2 } = region;
  const cell = Math.max(LEAST_CELL, Math.ceil(Math.max(x2 - x1, y2 - y1) / CELLS));
  const [columns, rows] = [Math.ceil((x2 - x1) / cell), Math.ceil((y2 - y1) / cell)];
  const means = meansOf(rgb, width, region, { cell, columns, rows });
  const across = Array.from({ length: x2 - x1 }, (_, offset) => placeOf(offset, cell, columns, isSmooth));
  for (let y = y1; y < y2; y++) {
    const down = placeOf(y - y1, cell, rows, isSmooth);
    const [upper, lower] = [down.from * columns, down.to * columns];
    let at = (y * width + x1) * 3;
    for (const { from, to, share } of across) {
      for (let channel = 0; channel < 3; channel++) {
        const above = between(means[(upper + from) * 3 + channel]!, means[(upper + to) * 3 + channel]!, share);
        const below = between(means[(lower + from) * 3 + channel]!, means[(lower + to) * 3 + channel]!, share);
        rgb[at++] = Math.round(between(above, below, down.share));
      }
    }
  }
}

function between(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}

/** Between which cells a pixel lies, counted from their centres, and how much of the second it takes. */
function placeOf(offset: number, cell: number, count: number, isSmooth: boolean) {
  if (!isSmooth) {
    const own = Math.floor(offset / cell);
    return { from: own, to: own, share: 0 };
  }
  const place = Math.min(count - 1, Math.max(0, (offset + 0.5) / cell - 0.5));
  const from = Math.floor(place);
  return { from, to: Math.min(count - 1, from + 1), share: place - from };
}

function meansOf(
  rgb: Uint8Array,
  width: number,
  { x1, y1, x2, y2 }: Region,
  { cell, columns, rows }: { readonly cell: number; readonly columns: number; readonly rows: number },
): Float64Array {
  const sums = new Float64Array(columns * rows * 3);
  const counts = new Float64Array(columns * rows);
  for (let y = y1; y < y2; y++) {
    for (let x = x1; x < x2; x++) {
      const own = Math.floor((y - y1) / cell) * columns + Math.floor((x - x1) / cell);
      const at = (y * width + x) * 3;
      for (let channel = 0; channel < 3; channel++) sums[own * 3 + channel]! += rgb[at + channel]!;
      counts[own]!++;
    }
  }
  return sums.map((sum, index) => sum / counts[Math.floor(index / 3)]!);
}
