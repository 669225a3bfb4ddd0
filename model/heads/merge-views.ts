import { coverage, iou } from '../../shared/box-iou.ts';
import type { BoundingBox, Detection } from '../../shared/detection.ts';

/** What was found in a part of a frame; boxes in pixels of the frame. */
export interface ViewDetections {
  readonly detections: readonly Detection[];
  /** Where objects are cut off by the part's sides; infinite where the picture itself ends there. */
  readonly cutAt: BoundingBox;
}

/** A whole picture cuts nothing off. */
export const NOTHING_CUT: BoundingBox = [-Infinity, -Infinity, Infinity, Infinity];
/** A box this near to a cut, in parts of the view's width or height, is one of an object that may go on behind it. */
const nearCut = 0.02;
/** A box of what is cut off goes when another one holds more than this part of it. */
const heldPart = 0.5;

interface Candidate {
  readonly detection: Detection;
  readonly view: number;
  readonly isCut: boolean;
}

/**
 * The detections of a frame of which parts that overlap were looked at: of two boxes of one class from different parts that overlap by more
 * than the threshold the surer one, as in the suppression within one part.
 *
 * A box that ends where its part ends is of a piece of an object, maybe. It gives way to any box of another part that is whole, also to
 * one that is less sure, and to one that is much larger: there the overlap is small, but the piece lies inside.
 *
 * @param threshold - of the intersection over union
 * @returns by descending confidence, then class, then order of the views
 */
export function mergeViews(views: readonly ViewDetections[], threshold: number): Detection[] {
  const candidates = views.flatMap(({ detections, cutAt }, view) =>
    detections.map((detection): Candidate => ({ detection, view, isCut: isNear(detection.box, cutAt) })),
  );
  const surest = (a: Candidate, b: Candidate) =>
    b.detection.confidence - a.detection.confidence || a.detection.classId - b.detection.classId || a.view - b.view;
  const kept: Candidate[] = [];
  for (const candidate of candidates.toSorted((a, b) => Number(a.isCut) - Number(b.isCut) || surest(a, b))) {
    if (!kept.some((better) => isSame(candidate, better, threshold))) kept.push(candidate);
  }
  return kept.sort(surest).map(({ detection }) => detection);
}

function isSame(one: Candidate, better: Candidate, threshold: number): boolean {
  if (one.view === better.view || one.detection.classId !== better.detection.classId) return false;
  const { box } = one.detection;
  return iou(box, better.detection.box) > threshold || (one.isCut && coverage(box, better.detection.box) > heldPart);
}

function isNear([x1, y1, x2, y2]: BoundingBox, cutAt: BoundingBox): boolean {
  return x1 <= cutAt[0] || y1 <= cutAt[1] || x2 >= cutAt[2] || y2 >= cutAt[3];
}

/** Where boxes of a part of a picture count as cut off. @param part - in pixels of the picture, which begins at 0, 0 */
export function cutsOf([x1, y1, x2, y2]: BoundingBox, width: number, height: number): BoundingBox {
  const [marginX, marginY] = [nearCut * (x2 - x1), nearCut * (y2 - y1)];
  return [
    x1 > 0 ? x1 + marginX : -Infinity,
    y1 > 0 ? y1 + marginY : -Infinity,
    x2 < width ? x2 - marginX : Infinity,
    y2 < height ? y2 - marginY : Infinity,
  ];
}
