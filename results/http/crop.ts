import type { BoundingBox } from '../../shared/detection.ts';
import { QueryError } from '../../shared/errors.ts';
import type { Size } from '../../shared/geometry.ts';
import { cornersInPixels, type Shape } from '../../shared/shape.ts';
import { parseZones } from '../query/filter/zone.ts';

/** Reads a rectangle, in pixels or per cent. @returns `null` for anything else */
export function parseCrop(text: string): Shape | null {
  const zones = parseZones(text);
  const [zone] = zones ?? [];
  return zones?.length === 1 && zone && zone.corners.length === 4 && text.split(',').length === 4 ? zone : null;
}

/**
 * What of a frame is cut out, in its pixels.
 *
 * @throws {QueryError} `QUERY_INVALID` where nothing of the frame is
 */
export function cropBox(crop: Shape, frame: Size): BoundingBox {
  const [[x1, y1], , [x2, y2]] = cornersInPixels(crop, frame) as [
    readonly [number, number],
    unknown,
    readonly [number, number],
  ];
  const box = [Math.max(0, x1), Math.max(0, y1), Math.min(frame.width, x2), Math.min(frame.height, y2)] as const;
  if (box[0] < box[2] && box[1] < box[3]) return box;
  const got = `a frame of ${frame.width} × ${frame.height}`;
  throw new QueryError('QUERY_INVALID', `Expected \`crop\` to lie in the frame, got ${got}.`);
}
