import { iou } from '../../../shared/box-iou.ts';
import type { Detection } from '../../../shared/detection.ts';

/**
 * How what was taken to be in a frame compares with what was found there. Detections about which the model is not sure come and go from
 * frame to frame, also in full runs: they are none that have to be met, and meet those that have to be.
 */
export interface Agreement {
  /** Found for sure, and taken to be there. */
  readonly met: number;
  /** Found for sure, and not taken to be there. */
  readonly missed: number;
  /** Taken to be there for sure, and found. */
  readonly right: number;
  /** Taken to be there for sure, and not found. */
  readonly invented: number;
}

const LEAST_IOU = 0.5;

/**
 * Detections meet that have the same label and overlap by half; each meets one at most, those that overlap most first.
 *
 * @param sure - confidence from which on a detection has to be met
 */
export function agreementOf(taken: readonly Detection[], found: readonly Detection[], sure: number): Agreement {
  const isSure = ({ confidence }: Detection) => confidence >= sure;
  const [sureFound, sureTaken] = [found.filter(isSure), taken.filter(isSure)];
  const [met, right] = [pairCount(taken, sureFound), pairCount(sureTaken, found)];
  return { met, missed: sureFound.length - met, right, invented: sureTaken.length - right };
}

function pairCount(some: readonly Detection[], others: readonly Detection[]): number {
  const pairs = some.flatMap((one, row) =>
    others.flatMap((other, column) => {
      const shared = one.classId === other.classId ? iou(one.box, other.box) : 0;
      return shared >= LEAST_IOU ? [{ row, column, shared }] : [];
    }),
  );
  const [rows, columns] = [new Set<number>(), new Set<number>()];
  for (const { row, column } of pairs.sort((a, b) => b.shared - a.shared)) {
    if (rows.has(row) || columns.has(column)) continue;
    rows.add(row);
    columns.add(column);
  }
  return rows.size;
}

/** 1 − F1 of what was taken to be there. */
export function errorOf({ met, missed, right, invented }: Agreement): number {
  const wrong = missed + invented;
  return wrong === 0 ? 0 : wrong / (met + right + wrong);
}
