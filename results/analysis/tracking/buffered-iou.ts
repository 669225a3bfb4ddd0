import { iou } from '../../../shared/box-iou.ts';
import type { BoundingBox } from '../../../shared/detection.ts';

/**
 * IoU of two boxes that were widened to each side by a share of their own width and height: also boxes that do not touch can be
 * alike.
 *
 * @see Yang et al., Hard to Track Objects with Irregular Motions and Similar Appearances?, WACV 2023 (C-BIoU)
 */
export function bufferedIou(a: BoundingBox, b: BoundingBox, buffer: number): number {
  return iou(widened(a, buffer), widened(b, buffer));
}

/** A box with its buffer around it. */
export function widened([x1, y1, x2, y2]: BoundingBox, buffer: number): BoundingBox {
  const x = (x2 - x1) * buffer;
  const y = (y2 - y1) * buffer;
  return [x1 - x, y1 - y, x2 + x, y2 + y];
}
