import { iou } from '../../../shared/box-iou.ts';
import type { Detection } from '../../../shared/detection.ts';
import { pairsOf } from './moved-boxes.ts';

/** Boxes of one thing that overlap by as much are as good as in one place. */
const ENOUGH_IOU = 0.5;

/**
 * How much two frames are alike, 0..1: the mean over the sure things of both, of which each counts by how much its two boxes overlap, and
 * for nothing that only one of the frames holds; 1 where there are none.
 *
 * @param sure - confidence from which on a detection is sure
 */
export function likenessOf(before: readonly Detection[], after: readonly Detection[], sure: number): number {
  const pairs = pairsOf(before, after);
  const [rows, columns] = [new Set(pairs.map(({ row }) => row)), new Set(pairs.map(({ column }) => column))];
  const isSure = ({ confidence }: Detection) => confidence >= sure;
  const alone = [
    ...before.filter((one, row) => isSure(one) && !rows.has(row)),
    ...after.filter((one, column) => isSure(one) && !columns.has(column)),
  ];
  const shared = pairs.flatMap(({ row, column }) => {
    const [one, other] = [before[row]!, after[column]!];
    return isSure(one) || isSure(other) ? [Math.min(1, iou(one.box, other.box) / ENOUGH_IOU)] : [];
  });
  const things = alone.length + shared.length;
  return things === 0 ? 1 : shared.reduce((sum, share) => sum + share, 0) / things;
}
