/**
 * Boxes in centre form, four numbers each, as the decoder keeps them: `[cx, cy, w, h]` relative to the source.
 *
 * Overlaps follow AlexeyAB/darknet, box.c, box_iou and box_diou.
 */
export type CentreBoxes = Float64Array;

/** Intersection over union of two boxes; 0 where either has no area. */
export function iou(boxes: CentreBoxes, a: number, b: number): number {
  const width = overlap(boxes[4 * a]!, boxes[4 * a + 2]!, boxes[4 * b]!, boxes[4 * b + 2]!);
  const height = overlap(boxes[4 * a + 1]!, boxes[4 * a + 3]!, boxes[4 * b + 1]!, boxes[4 * b + 3]!);
  if (width <= 0 || height <= 0) return 0;
  const intersection = width * height;
  return intersection / (boxes[4 * a + 2]! * boxes[4 * a + 3]! + boxes[4 * b + 2]! * boxes[4 * b + 3]! - intersection);
}

/** IoU − (d² / c²)^0.6: d the distance of the centres, c the diagonal of the smallest box around both. */
export function diou(boxes: CentreBoxes, a: number, b: number): number {
  const width = span(boxes[4 * a]!, boxes[4 * a + 2]!, boxes[4 * b]!, boxes[4 * b + 2]!);
  const height = span(boxes[4 * a + 1]!, boxes[4 * a + 3]!, boxes[4 * b + 1]!, boxes[4 * b + 3]!);
  const diagonal = width * width + height * height;
  if (diagonal === 0) return iou(boxes, a, b);
  const dx = boxes[4 * a]! - boxes[4 * b]!;
  const dy = boxes[4 * a + 1]! - boxes[4 * b + 1]!;
  return iou(boxes, a, b) - ((dx * dx + dy * dy) / diagonal) ** 0.6;
}

function overlap(centreA: number, sizeA: number, centreB: number, sizeB: number): number {
  const start = Math.max(centreA - sizeA / 2, centreB - sizeB / 2);
  return Math.min(centreA + sizeA / 2, centreB + sizeB / 2) - start;
}

function span(centreA: number, sizeA: number, centreB: number, sizeB: number): number {
  const start = Math.min(centreA - sizeA / 2, centreB - sizeB / 2);
  return Math.max(centreA + sizeA / 2, centreB + sizeB / 2) - start;
}
