import type { BoundingBox } from '../../../shared/detection.ts';
import type { Anchor } from '../../query/filter/zone.ts';
import type { Point } from './plane.ts';

/** The place that stands for a box: its path is the object's. */
export function placeOf([x1, y1, x2, y2]: BoundingBox, anchor: Anchor): Point {
  return [(x1 + x2) / 2, anchor === 'bottom' ? y2 : (y1 + y2) / 2];
}

/** On which side of something a box is: 1 beyond it, −1 before it, 0 on it (which side it was on still holds). */
export type Side = 1 | 0 | -1;

/**
 * With the anchor `any`, one corner is enough; with `all`, each counts.
 *
 * @param depthAt - how far a place lies beyond, in pixels; below 0 before
 * @param margin - pixels on both sides in which nothing is decided
 */
export function sideOf(box: BoundingBox, anchor: Anchor, depthAt: (place: Point) => number, margin: number): Side {
  const depths =
    anchor === 'bottom' || anchor === 'center' ? [depthAt(placeOf(box, anchor))] : cornersOf(box).map(depthAt);
  const [least, most] = [Math.min(...depths), Math.max(...depths)];
  const [beyond, before] = anchor === 'any' ? [most, most] : [least, least];
  // an edge belongs to what it surrounds
  if (beyond >= margin) return 1;
  return before < -margin ? -1 : 0;
}

function cornersOf([x1, y1, x2, y2]: BoundingBox): Point[] {
  return [
    [x1, y1],
    [x2, y1],
    [x2, y2],
    [x1, y2],
  ];
}
