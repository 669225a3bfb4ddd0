import type { Detection } from '../../../../shared/detection.ts';
import { isInside, type Point, sharedArea } from './geometry.ts';
import type { AskedZone, Question, Range } from './question.ts';
import type { StoredFrame } from './stored.ts';

/** A detection in its frame. */
export interface Found extends Detection {
  readonly frame: StoredFrame;
}

/** The detections that a question asks for, by run, frame and falling confidence, each looked at by itself. */
export function bruteForce(frames: readonly StoredFrame[], question: Question): Found[] {
  return frames.flatMap((frame) => {
    if (!isAsked(frame, question)) return [];
    if (question.where && !question.where.holds((label) => countSeen(frame, label, question))) return [];
    return frame.detections
      .filter(
        (one) => isSeen(one, frame, question) && isLabelAsked(one, question) && isNear(one, frame, frames, question),
      )
      .map((one) => ({ ...one, frame }))
      .sort(byConfidence);
  });
}

/** Whether a frame is one of those asked about. */
export function isAsked({ runId, ptsSeconds, clockMs }: StoredFrame, { runs, from, to, clock }: Question): boolean {
  return (
    (runs === null || runs.includes(runId)) &&
    (from === null || ptsSeconds >= from) &&
    (to === null || ptsSeconds < to) &&
    (clock === null || (clockMs !== null && clock(clockMs)))
  );
}

/** Detections of a label (null: any) in a frame, whatever labels are asked for. */
export function countSeen(frame: StoredFrame, label: string | null, question: Question): number {
  return frame.detections.filter((one) => (label === null || one.label === label) && isSeen(one, frame, question))
    .length;
}

export function isLabelAsked({ label }: Detection, { labels, notLabels }: Question): boolean {
  return (labels.length === 0 || labels.includes(label)) && !notLabels.includes(label);
}

function isSeen(one: Detection, frame: StoredFrame, question: Question): boolean {
  const { minConfidence, zones, area, aspect } = question;
  const [x1, y1, x2, y2] = one.box;
  const [width, height] = [x2 - x1, y2 - y1];
  const unit = area?.isPercent ? (frame.width * frame.height) / 100 : 1;
  return (
    one.confidence >= Math.fround(minConfidence[one.label] ?? minConfidence.others) &&
    (zones.length === 0 || zones.some((zone) => isInZone(one, frame, zone, question))) &&
    isWithin(width * height, area, unit) &&
    isWithin(width, aspect, height)
  );
}

/** Whether a number is so many units as a range says. */
function isWithin(number: number, range: Range | null, unit: number): boolean {
  const { least, most } = range ?? { least: null, most: null };
  return (least === null || number >= least * unit) && (most === null || number <= most * unit);
}

function isInZone({ box }: Detection, frame: StoredFrame, zone: AskedZone, { anchor, overlap }: Question): boolean {
  const [x1, y1, x2, y2] = box;
  const corners: Point[] = zone.isPercent
    ? zone.corners.map(([x, y]) => [(x * frame.width) / 100, (y * frame.height) / 100])
    : [...zone.corners];
  const size = (x2 - x1) * (y2 - y1);
  const shared = sharedArea(box, corners);
  if (overlap !== null) return shared >= overlap * size - 1e-6;
  if (anchor === 'bottom') return isInside([(x1 + x2) / 2, y2], corners);
  if (anchor === 'center') return isInside([(x1 + x2) / 2, (y1 + y2) / 2], corners);
  return anchor === 'any' ? shared > 1e-6 : shared >= size - 1e-6;
}

function isNear(_one: Detection, at: StoredFrame, frames: readonly StoredFrame[], question: Question): boolean {
  const { near } = question;
  if (near === null) return true;
  const isOther = ({ runId, ptsSeconds }: StoredFrame) => {
    const later = ptsSeconds - at.ptsSeconds;
    if (runId !== at.runId) return false;
    return near.kind === 'then' ? later > 0 && later <= near.within : Math.abs(later) <= near.within;
  };
  const has = frames.some(
    (frame) => isOther(frame) && near.labels.some((label) => countSeen(frame, label, question) > 0),
  );
  return near.kind === 'without' ? !has : has;
}

/** The order of detections of one frame. */
export function byConfidence(a: Found, b: Found): number {
  const keys = (one: Found) => [-one.confidence, one.classId, ...one.box];
  const [left, right] = [keys(a), keys(b)];
  const at = left.findIndex((key, index) => key !== right[index]);
  return at < 0 ? 0 : left[at]! - right[at]!;
}
