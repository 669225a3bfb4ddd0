import { coverage, iou } from '../../shared/box-iou.ts';
import type { Detection } from '../../shared/detection.ts';
import type { LabelledObject } from './labelled-image.ts';

/** The overlaps at which COCO counts a detection as right: 0.5, 0.55 … 0.95. */
export const IOU_THRESHOLDS: readonly number[] = Array.from({ length: 10 }, (_, step) => (50 + 5 * step) / 100);

/** Detections of one class in one image that COCO looks at. */
const MAX_DETECTIONS = 100;

/** What became of a detection at each of `IOU_THRESHOLDS`: bit t is set where it is so at threshold t. */
export interface Outcome {
  readonly confidence: number;
  /** Right: it met an object. */
  readonly matched: number;
  /** Neither right nor wrong: it met a crowd or an object to be ignored. */
  readonly ignored: number;
}

/**
 * Holds the detections of one class in one image against the objects of that class, as COCO does: each detection, the most
 * confident first, takes the free object that it overlaps most; a crowd may be taken many times.
 *
 * @returns an outcome for each of the 100 most confident detections, by descending confidence
 * @see cocodataset/cocoapi, PythonAPI/pycocotools/cocoeval.py, evaluateImg
 */
export function matchObjects(objects: readonly LabelledObject[], detections: readonly Detection[]): Outcome[] {
  const sorted = objects.toSorted((a, b) => Number(isIgnored(a)) - Number(isIgnored(b)));
  const best = detections.toSorted((a, b) => b.confidence - a.confidence).slice(0, MAX_DETECTIONS);
  const overlaps = best.map(({ box }) =>
    sorted.map((object) => (object.isCrowd ? coverage(box, object.box) : iou(box, object.box))),
  );
  const outcomes = best.map(({ confidence }) => ({ confidence, matched: 0, ignored: 0 }));
  for (const [bit, threshold] of IOU_THRESHOLDS.entries()) {
    const isTaken = sorted.map(() => false);
    for (const [index, outcome] of outcomes.entries()) {
      const met = bestObject(sorted, isTaken, overlaps[index]!, threshold);
      if (met < 0) continue;
      isTaken[met] = true;
      if (isIgnored(sorted[met]!)) outcome.ignored |= 1 << bit;
      else outcome.matched |= 1 << bit;
    }
  }
  return outcomes;
}

/** @param sorted - those to be ignored last: they are taken only where no other fits */
function bestObject(
  sorted: readonly LabelledObject[],
  isTaken: readonly boolean[],
  overlaps: readonly number[],
  threshold: number,
): number {
  let best = -1;
  let bestOverlap = threshold;
  for (const [index, object] of sorted.entries()) {
    if (isTaken[index] && !object.isCrowd) continue;
    if (best >= 0 && isIgnored(object) && !isIgnored(sorted[best]!)) break;
    if (overlaps[index]! < bestOverlap) continue;
    bestOverlap = overlaps[index]!;
    best = index;
  }
  return best;
}

function isIgnored({ isCrowd, isIgnored: ignored }: LabelledObject): boolean {
  return isCrowd || ignored;
}
