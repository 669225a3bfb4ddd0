import { iou } from '../../../shared/box-iou.ts';
import type { Detection } from '../../../shared/detection.ts';
import { pairsOf } from './moved-boxes.ts';

/**
 * How much two frames are alike: the IoU of the two boxes of one thing that overlap least; 0 where one holds something sure that the
 * other does not hold, 1 where there are no two boxes of anything.
 *
 * @param sure - confidence from which on a detection is sure
 */
export function likenessOf(before: readonly Detection[], after: readonly Detection[], sure: number): number {
  const pairs = pairsOf(before, after);
  const [rows, columns] = [new Set(pairs.map(({ row }) => row)), new Set(pairs.map(({ column }) => column))];
  const isSure = ({ confidence }: Detection) => confidence >= sure;
  if (before.some((one, row) => isSure(one) && !rows.has(row))) return 0;
  if (after.some((one, column) => isSure(one) && !columns.has(column))) return 0;
  return Math.min(1, ...pairs.map(({ row, column }) => iou(before[row]!.box, after[column]!.box)));
}
