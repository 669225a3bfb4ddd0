import type { Region } from '../shared/region.ts';
import type { Point } from '../shared/shape.ts';

/** Less of a pixel than this is none of it. */
const leastPart = 1e-6;

/**
 * Marks the pixels of a region that a polygon covers, be it in part.
 *
 * @param corners - in pixels of the picture, by the even-odd rule
 * @returns a byte a pixel, in rows: 1 for those
 */
export function touchedPixels(corners: readonly Point[], { left, top, width, height }: Region): Uint8Array {
  const touched = new Uint8Array(width * height);
  const edges = corners.map((from, index) => [from, corners[(index + 1) % corners.length]!] as const);
  for (let row = 0; row < height; row++) {
    const y = top + row;
    const mark = (from: number, to: number) => {
      const [first, last] = [Math.floor(from + leastPart), Math.ceil(to - leastPart) - 1];
      touched.fill(1, row * width + clamped(first - left, width), row * width + clamped(last + 1 - left, width));
    };
    for (const [from, to] of edges) {
      const part = partWithin(from, to, y);
      if (part) mark(part[0], part[1]);
    }
    // What no edge runs through lies inside or outside as a whole.
    const crossings = edges.flatMap(([from, to]) => crossingAt(from, to, y + 0.5)).sort((a, b) => a - b);
    for (let at = 0; at + 1 < crossings.length; at += 2) mark(crossings[at]!, crossings[at + 1]!);
  }
  return touched;
}

/** From where to where an edge runs in a row of pixels; `null` where it does not. */
function partWithin([x1, y1]: Point, [x2, y2]: Point, row: number): readonly [number, number] | null {
  const [low, high] = [Math.min(y1, y2), Math.max(y1, y2)];
  const [from, to] = [Math.max(low, row), Math.min(high, row + 1)];
  if (high - row < leastPart || row + 1 - low < leastPart) return null;
  if (low === high) return [Math.min(x1, x2), Math.max(x1, x2)];
  const xAt = (y: number) => x1 + ((x2 - x1) * (y - y1)) / (y2 - y1);
  return [Math.min(xAt(from), xAt(to)), Math.max(xAt(from), xAt(to))];
}

function crossingAt([x1, y1]: Point, [x2, y2]: Point, y: number): number[] {
  return y1 > y !== y2 > y ? [x1 + ((x2 - x1) * (y - y1)) / (y2 - y1)] : [];
}

function clamped(column: number, width: number): number {
  return Math.min(Math.max(column, 0), width);
}
