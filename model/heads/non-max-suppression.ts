import type { Candidates } from './candidates.ts';
import { diou, iou } from './iou.ts';

/**
 * The candidates that no better one of their class covers.
 *
 * Per class, by descending confidence; equal confidences keep the order in which they were found (head, row, column, anchor).
 * A candidate goes when its overlap with a kept one is strictly greater than the threshold.
 *
 * @returns indexes into the candidates, by descending confidence, then class, then order found
 * @see AlexeyAB/darknet, box.c, do_nms_sort and diounms_sort
 */
export function nonMaxSuppression(candidates: Candidates, kind: 'iou' | 'diou', threshold: number): number[] {
  const { boxes, boxOf, classIds, confidences, count } = candidates;
  const order = Int32Array.from({ length: count }, (_, index) => index);
  order.sort((a, b) => classIds[a]! - classIds[b]! || confidences[b]! - confidences[a]! || a - b);
  const isSuppressed = new Uint8Array(count);
  const kept: number[] = [];
  for (let position = 0; position < count; position++) {
    if (isSuppressed[position] === 1) continue;
    const index = order[position]!;
    kept.push(index);
    for (let later = position + 1; later < count; later++) {
      const other = order[later]!;
      if (classIds[other] !== classIds[index]) break;
      if (isSuppressed[later] === 1) continue;
      // DIoU never exceeds IoU, and costs a power more.
      if (iou(boxes, boxOf[index]!, boxOf[other]!) <= threshold) continue;
      if (kind === 'iou' || diou(boxes, boxOf[index]!, boxOf[other]!) > threshold) isSuppressed[later] = 1;
    }
  }
  return kept.sort((a, b) => confidences[b]! - confidences[a]! || classIds[a]! - classIds[b]! || a - b);
}
