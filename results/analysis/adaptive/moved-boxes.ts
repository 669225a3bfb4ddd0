import { sureConfidenceOf } from '../../../shared/audit.ts';
import { iou } from '../../../shared/box-iou.ts';
import type { BoundingBox, Detection } from '../../../shared/detection.ts';
import { assignPairs, type Pair } from '../assign-pairs.ts';

/** Boxes of one thing differ in area by less than this factor. */
const MOST_GROWTH = 2.5;
/** How far a thing moves at most between two frames that were looked at, in its own sizes. */
const MOST_SIZES = 1;

/**
 * What a frame holds that lies between two which were looked at. What belongs together in these is moved along, in a straight line. What
 * is in one of them only stays where it is: if it is sure, its confidence fades towards the other, where it was below the threshold;
 * if it is not, it is taken to be there in the half of the time that is nearer to it.
 *
 * @param place - of the frame between the two, by time, 0..1
 * @param threshold - confidence from which on a detection is stored
 */
export function movedBoxes(
  before: readonly Detection[],
  after: readonly Detection[],
  place: number,
  threshold: number,
): Detection[] {
  const pairs = pairsOf(before, after);
  const moved = pairs.map(({ row, column }) => between(before[row]!, after[column]!, place));
  const [rows, columns] = [new Set(pairs.map(({ row }) => row)), new Set(pairs.map(({ column }) => column))];
  const leaving = before.filter((_, row) => !rows.has(row));
  const coming = after.filter((_, column) => !columns.has(column));
  const sure = sureConfidenceOf(threshold);
  const isSure = ({ confidence }: Detection) => confidence >= sure;
  const faint = (place < 0.5 ? leaving : coming).filter((one) => !isSure(one));
  const fading = [
    ...leaving.filter(isSure).map((one) => faded(one, threshold, place)),
    ...coming.filter(isSure).map((one) => faded(one, threshold, 1 - place)),
  ];
  return [...moved, ...fading, ...faint];
}

/** @param away - how far from the frame in which it was found to the one in which it was not, 0..1 */
function faded(one: Detection, threshold: number, away: number): Detection {
  return { ...one, confidence: mixed(one.confidence, threshold, away) };
}

/** Which detections of two frames are of one thing, as far as labels, places and sizes tell. */
export function pairsOf(before: readonly Detection[], after: readonly Detection[]): Pair[] {
  const candidates = before.flatMap((one, row) =>
    after.flatMap((other, column) => {
      const similarity = one.classId === other.classId ? similarityOf(one.box, other.box) : 0;
      return similarity > 0 ? [{ row, column, similarity }] : [];
    }),
  );
  return assignPairs(candidates);
}

/** Those that overlap go before those that do not; 0 for boxes that cannot be of one thing. */
function similarityOf(a: BoundingBox, b: BoundingBox): number {
  const [areaA, areaB] = [areaOf(a), areaOf(b)];
  if (!(Math.max(areaA, areaB) <= MOST_GROWTH * Math.min(areaA, areaB))) return 0;
  const shared = iou(a, b);
  if (shared > 0) return 1 + shared;
  const way = Math.hypot(a[0] + a[2] - b[0] - b[2], a[1] + a[3] - b[1] - b[3]) / 2;
  return Math.max(0, 1 - way / (MOST_SIZES * Math.sqrt(Math.max(areaA, areaB))));
}

function areaOf([x1, y1, x2, y2]: BoundingBox): number {
  return Math.max(0, x2 - x1) * Math.max(0, y2 - y1);
}

function between(from: Detection, to: Detection, place: number): Detection {
  const at = (a: number, b: number) => mixed(a, b, place);
  const { box: a } = from;
  const { box: b } = to;
  const box = [at(a[0], b[0]), at(a[1], b[1]), at(a[2], b[2]), at(a[3], b[3])] as const;
  return { ...from, box, confidence: at(from.confidence, to.confidence) };
}

/** @param place - 0: all of the first, 1: all of the second */
function mixed(a: number, b: number, place: number): number {
  return a + (b - a) * place;
}
