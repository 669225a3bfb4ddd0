import type { BoundingBox } from './detection.ts';

/** Intersection over union of two boxes in pixels; 0 where either has no area. */
export function iou(a: BoundingBox, b: BoundingBox): number {
  const shared = intersection(a, b);
  return shared === 0 ? 0 : shared / (area(a) + area(b) - shared);
}

/** The part of a box that lies inside another one: COCO's overlap with a crowd. */
export function coverage(box: BoundingBox, other: BoundingBox): number {
  const shared = intersection(box, other);
  return shared === 0 ? 0 : shared / area(box);
}

function intersection(a: BoundingBox, b: BoundingBox): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  return width > 0 && height > 0 ? width * height : 0;
}

function area([x1, y1, x2, y2]: BoundingBox): number {
  return (x2 - x1) * (y2 - y1);
}
