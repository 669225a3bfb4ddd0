/** A place in the picture, in pixels, origin top left. */
export type Point = readonly [x: number, y: number];

/** Corners of an area, in order around it; the last is joined to the first. */
export type Polygon = readonly Point[];

/** A way from one place straight to another. */
export type Segment = readonly [from: Point, to: Point];

/** How far a place lies inside an area: pixels to its nearest edge, below 0 outside, 0 on the edge. */
export function depthIn(polygon: Polygon, point: Point): number {
  const distance = Math.min(...edgesOf(polygon).map((edge) => distanceTo(edge, point)));
  return isInside(polygon, point) ? distance : -distance;
}

/** How far a place lies to the right-hand side of somebody who walks along a line, in pixels; below 0 to the left. */
export function rightOf([[x1, y1], [x2, y2]]: Segment, [x, y]: Point): number {
  return ((x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)) / Math.hypot(x2 - x1, y2 - y1);
}

/** Whether two ways meet; to touch is to meet. */
export function meet(a: Segment, b: Segment): boolean {
  const sides = [turn(a, b[0]), turn(a, b[1]), turn(b, a[0]), turn(b, a[1])] as const;
  if (sides[0] * sides[1] < 0 && sides[2] * sides[3] < 0) return true;
  return (
    (sides[0] === 0 && isWithin(a, b[0])) ||
    (sides[1] === 0 && isWithin(a, b[1])) ||
    (sides[2] === 0 && isWithin(b, a[0])) ||
    (sides[3] === 0 && isWithin(b, a[1]))
  );
}

function edgesOf(polygon: Polygon): Segment[] {
  return polygon.map((corner, index) => [corner, polygon[(index + 1) % polygon.length]!]);
}

/** By how often a ray to the right goes over an edge. */
function isInside(polygon: Polygon, [x, y]: Point): boolean {
  let isIn = false;
  for (const [[x1, y1], [x2, y2]] of edgesOf(polygon)) {
    if (y1 > y !== y2 > y && x < x1 + ((x2 - x1) * (y - y1)) / (y2 - y1)) isIn = !isIn;
  }
  return isIn;
}

function distanceTo([[x1, y1], [x2, y2]]: Segment, [x, y]: Point): number {
  const squared = (x2 - x1) ** 2 + (y2 - y1) ** 2;
  const share = squared === 0 ? 0 : ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / squared;
  const along = Math.max(0, Math.min(1, share));
  return Math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1));
}

/** Above 0 where the place lies to the right of the way, below 0 to the left. */
function turn([[x1, y1], [x2, y2]]: Segment, [x, y]: Point): number {
  return Math.sign((x2 - x1) * (y - y1) - (y2 - y1) * (x - x1));
}

/** Of a place on the line through a way. */
function isWithin([[x1, y1], [x2, y2]]: Segment, [x, y]: Point): boolean {
  return Math.min(x1, x2) <= x && x <= Math.max(x1, x2) && Math.min(y1, y2) <= y && y <= Math.max(y1, y2);
}
