import type { Outcome } from './match-objects.ts';

const RECALL_STEPS = 100;
/** Multiplied, not divided: 35 · 0.01 is a hair above 0.35, and COCO's reference has it so. */
const RECALL_STEP = 0.01;

/**
 * COCO's average precision at one overlap: the mean of the precision at the recalls 0, 0.01 … 1, where the precision at a
 * recall is the best that is reached there or further on.
 *
 * @param outcomes - of all images, by descending confidence
 * @param objects - how many there are to be found, those to be ignored not counted; at least 1
 * @param threshold - index into `IOU_THRESHOLDS`
 * @see cocodataset/cocoapi, PythonAPI/pycocotools/cocoeval.py, accumulate
 */
export function averagePrecision(outcomes: readonly Outcome[], objects: number, threshold: number): number {
  const bit = 1 << threshold;
  const recalls: number[] = [];
  const precisions: number[] = [];
  let right = 0;
  for (const { matched, ignored } of outcomes) {
    if (ignored & bit) continue;
    if (matched & bit) right++;
    recalls.push(right / objects);
    precisions.push(right / (recalls.length + Number.EPSILON));
  }
  for (let i = precisions.length - 2; i >= 0; i--) precisions[i] = Math.max(precisions[i]!, precisions[i + 1]!);
  let sum = 0;
  let reached = 0;
  for (let step = 0; step <= RECALL_STEPS; step++) {
    while (reached < recalls.length && recalls[reached]! < step * RECALL_STEP) reached++;
    sum += precisions[reached] ?? 0;
  }
  return sum / (RECALL_STEPS + 1);
}
