import type { Size } from './geometry.ts';
import { cornersInPixels, type Shape } from './shape.ts';

/** A rectangle of whole pixels of a picture. */
export interface Region extends Size {
  readonly left: number;
  readonly top: number;
}

/** What rounding may add to an edge. */
export const EDGE_TOLERANCE = 1e-6;

/**
 * The smallest rectangle of whole pixels around what of a shape lies in a picture; at least a pixel. `regionFilters` of the producer works
 * it out in the same way.
 *
 * @param roi - absent: the whole picture
 */
export function regionOf(roi: Shape | undefined, picture: Size): Region {
  if (!roi) return { left: 0, top: 0, ...picture };
  const corners = cornersInPixels(roi, picture);
  const across = extentOf(
    corners.map(([x]) => x),
    picture.width,
  );
  const down = extentOf(
    corners.map(([, y]) => y),
    picture.height,
  );
  return { left: across.first, top: down.first, width: across.length, height: down.length };
}

/** Whether some of a shape lies in a picture. */
export function isInPicture(roi: Shape, picture: Size): boolean {
  const corners = cornersInPixels(roi, picture);
  const reaches = (values: readonly number[], side: number) => Math.max(...values) > 0 && Math.min(...values) < side;
  return (
    reaches(
      corners.map(([x]) => x),
      picture.width,
    ) &&
    reaches(
      corners.map(([, y]) => y),
      picture.height,
    )
  );
}

/** Whether a shape is its own bounding box. */
export function isUprightRectangle({ corners }: Shape): boolean {
  const [xs, ys] = [new Set(corners.map(([x]) => x)), new Set(corners.map(([, y]) => y))];
  const areSides = corners.every(([x, y], index) => {
    const [nextX, nextY] = corners[(index + 1) % corners.length]!;
    return (x === nextX) !== (y === nextY);
  });
  return corners.length === 4 && xs.size === 2 && ys.size === 2 && areSides;
}

function extentOf(values: readonly number[], side: number): { first: number; length: number } {
  const first = Math.min(Math.max(Math.floor(Math.min(...values) + EDGE_TOLERANCE), 0), side - 1);
  return { first, length: Math.max(1, Math.min(Math.ceil(Math.max(...values) - EDGE_TOLERANCE), side) - first) };
}
