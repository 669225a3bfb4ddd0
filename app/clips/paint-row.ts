import { detectionBoxes } from '../../pictures/detection-box.ts';
import { drawBoxes } from '../../pictures/draw-boxes.ts';
import type { FrameRow } from '../../shared/frame-rows.ts';
import type { Size } from '../../shared/geometry.ts';

/** Draws what is stored of a frame into its picture, the surest on top. */
export function paintRow(rgb: Uint8Array, size: Size, { width, height, detections }: FrameRow): void {
  const [x, y] = [size.width / width, size.height / height];
  const scaled = detections.map(({ x1, y1, x2, y2, ...found }) => ({
    ...found,
    ...{ x1: x1 * x, y1: y1 * y, x2: x2 * x, y2: y2 * y },
  }));
  drawBoxes(rgb, size, detectionBoxes(scaled));
}
