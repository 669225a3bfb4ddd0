import type { BoundingBox } from '../../../../shared/detection.ts';

export type Point = readonly [x: number, y: number];

/** By winding number, points on an edge included. */
export function isInside([x, y]: Point, corners: readonly Point[]): boolean {
  let winding = 0;
  for (const [index, [ax, ay]] of corners.entries()) {
    const [bx, by] = corners[(index + 1) % corners.length]!;
    const side = (bx - ax) * (y - ay) - (x - ax) * (by - ay);
    const isBetween = Math.min(ax, bx) <= x && x <= Math.max(ax, bx) && Math.min(ay, by) <= y && y <= Math.max(ay, by);
    if (side === 0 && isBetween) return true;
    if (ay <= y && by > y && side > 0) winding++;
    if (ay > y && by <= y && side < 0) winding--;
  }
  return winding !== 0;
}

/** The area that a box and a polygon share: the polygon is cut at each side of the box. @see Sutherland and Hodgman */
export function sharedArea([x1, y1, x2, y2]: BoundingBox, corners: readonly Point[]): number {
  const sides: readonly (readonly [axis: 0 | 1, at: number, sign: 1 | -1])[] = [
    [0, x1, 1],
    [0, x2, -1],
    [1, y1, 1],
    [1, y2, -1],
  ];
  let left = corners;
  for (const [axis, at, sign] of sides) {
    const depth = (point: Point) => sign * (point[axis] - at);
    left = left.flatMap((point, index) => {
      const next = left[(index + 1) % left.length]!;
      const [here, there] = [depth(point), depth(next)];
      const kept = here >= 0 ? [point] : [];
      if (here >= 0 === there >= 0) return kept;
      const share = here / (here - there);
      return [...kept, [point[0] + share * (next[0] - point[0]), point[1] + share * (next[1] - point[1])] as Point];
    });
  }
  const doubled = left.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = left[(index + 1) % left.length]!;
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(doubled) / 2;
}

/** Intersection over union. */
export function iou(a: BoundingBox, b: BoundingBox): number {
  const width = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
  const height = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  const area = (box: BoundingBox) => (box[2] - box[0]) * (box[3] - box[1]);
  const all = area(a) + area(b) - width * height;
  return all === 0 ? 0 : (width * height) / all;
}
