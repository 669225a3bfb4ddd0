import type { LabelledObject } from '../../model/evaluation/labelled-image.ts';
import { Scorer } from '../../model/evaluation/score.ts';
import type { Detection } from '../../shared/detection.ts';
import type { DetectionRow } from '../../shared/questions.ts';

/** How stored detections meet the truth at IoU 0.5; shares are 0..1. */
export interface ClipScore {
  /** `null` where nothing was detected. */
  readonly precision: number | null;
  readonly recall: number;
  /** Mean over the classes of COCO's average precision, of what was stored: lesser confidences are not known. */
  readonly ap50: number;
  /** To be found. */
  readonly objects: number;
}

/**
 * @param rows - the detections of one run
 * @param truth - by frame index; holds at least one object to be found
 * @param labels - by class id
 */
export function scoreClip(
  rows: readonly DetectionRow[],
  truth: ReadonlyMap<number, readonly LabelledObject[]>,
  labels: readonly string[],
): ClipScore {
  const detections = new Map<number, Detection[]>();
  for (const { frameIndex, classId, label, confidence, x1, y1, x2, y2 } of rows) {
    const detection = { classId, label, confidence, box: [x1, y1, x2, y2] as const };
    const found = detections.get(frameIndex);
    if (found) found.push(detection);
    else detections.set(frameIndex, [detection]);
  }
  const scorer = new Scorer(labels);
  for (const frameIndex of new Set([...truth.keys(), ...detections.keys()])) {
    scorer.add(truth.get(frameIndex) ?? [], detections.get(frameIndex) ?? []);
  }
  const { right, wrong } = scorer.hits();
  const { objects, ap50 } = scorer.score();
  return { precision: right + wrong === 0 ? null : right / (right + wrong), recall: right / objects, ap50, objects };
}
