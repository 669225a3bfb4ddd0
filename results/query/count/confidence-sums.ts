import type { Group } from '../filter/fields.ts';
import type { ResolvedFilter } from '../match/resolved-filter.ts';
import { partedByWhole } from '../match/windows.ts';
import { isAmong, numberList } from '../sql.ts';
import { stepOf } from './confidence-steps.ts';
import { GROUP_RULES } from './groups.ts';

/** Parts of what is asked about; `null`: nothing. */
interface Parts {
  /** What sums by confidence answer: of whole runs. */
  readonly summed: ResolvedFilter | null;
  readonly others: ResolvedFilter | null;
}

/** Parts a question into what sums by confidence answer and what they do not: runs that lie in a window of the clock in part. */
export function partsByConfidence(filter: ResolvedFilter, by: readonly Group[]): Parts {
  if (!canUseConfidenceSums(filter, by)) return { summed: null, others: filter };
  const { windows } = filter;
  if (windows === null) return { summed: filter, others: null };
  const [whole, others] = partedByWhole(windows);
  return {
    summed: whole.length === 0 ? null : { ...filter, windows: whole },
    others: whole.length > 0 && others.length === 0 ? null : { ...filter, windows: others },
  };
}

/** Whether single boxes are asked for their confidence alone, in whole steps, and for no time of the stream. */
function canUseConfidenceSums(filter: ResolvedFilter, by: readonly Group[]): boolean {
  const { minConfidence, zone, area, aspect, where, with: near, without, followedBy, from, to } = filter;
  const { labelNos, notLabelNos } = filter;
  const asksMore = [zone, area, aspect, where, near, without, followedBy, from, to].some((one) => one !== null);
  if (minConfidence === null || asksMore || by.some((group) => group === 'zone' || GROUP_RULES[group].isTime))
    return false;
  const { others, byLabelNo } = minConfidence;
  if ([others, ...byLabelNo.values()].some((least) => stepOf(least) === null)) return false;
  if (by.includes('label') || (labelNos !== null && labelNos.length <= 1)) return true;
  // a frame that holds two labels counts once where labels are not told apart
  return labelNos === null && notLabelNos.length === 0 && byLabelNo.size === 0;
}

/** Rows of sums as `t`: `run_no, label_no, detections, frames, most`; `label_no` null where labels are not told apart. */
export function confidenceSumRows(
  { runNos, windows, labelNos, notLabelNos, minConfidence }: ResolvedFilter,
  by: readonly Group[],
): string {
  const { others, byLabelNo } = minConfidence!;
  const cases = [...byLabelNo].map(([labelNo, least]) => `WHEN ${labelNo} THEN ${stepOf(least)}`).join(' ');
  const step = cases === '' ? stepOf(others) : `CASE s.label_no ${cases} ELSE ${stepOf(others)} END`;
  const ofAllLabels = labelNos === null && !by.includes('label');
  const conditions = [
    `${step} BETWEEN s.from_step AND s.to_step`,
    ofAllLabels ? 's.label_no IS NULL' : 's.label_no IS NOT NULL',
    runNos && isAmong('s.run_no', runNos),
    windows &&
      isAmong(
        's.run_no',
        windows.map(({ runNo }) => runNo),
      ),
    labelNos && `s.label_no IN ${numberList(labelNos)}`,
    notLabelNos.length > 0 && `s.label_no NOT IN ${numberList(notLabelNos)}`,
  ].filter((condition) => typeof condition === 'string');
  return `SELECT s.run_no, s.label_no, s.detections, s.frames, s.most FROM confidence_sums s WHERE ${conditions.join(' AND ')}`;
}
