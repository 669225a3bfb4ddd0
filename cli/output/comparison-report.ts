import type { ModelsComparison } from '../../app/compare/compare-models.ts';
import { harmlessLine } from '../../shared/harmless.ts';
import { boxTable } from './box-table.ts';

/** A comparison for people. */
export function comparisonReport(report: ModelsComparison): string {
  const { frames, differingFrames, firstDifferingFrames, detections, confidenceDifference, matched } = report;
  const { mean, p95, max } = confidenceDifference;
  const more = differingFrames > firstDifferingFrames.length ? ', …' : '';
  return [
    `A: ${described(report, 'a')}`,
    `B: ${described(report, 'b')}`,
    boxTable(
      ['matched', 'pairs', `of ${detections.a} by A`, `of ${detections.b} by B`],
      matched.map((row) => [`IoU ≥ ${row.iou}`, row.pairs, percentage(row.shareOfA), percentage(row.shareOfB)]),
      { aligned: true },
    ),
    `Confidence differs by ${decimal(mean)} on average, by at most ${decimal(p95)} in 95 % of the pairs, by ${decimal(max)} at worst.`,
    `${differingFrames} of ${frames} frames differ${differingFrames > 0 ? `: ${firstDifferingFrames.join(', ')}${more}` : ''}.`,
    '',
  ].join('\n');
}

function described(report: ModelsComparison, side: 'a' | 'b'): string {
  const { [side]: name, models, sizes } = report;
  return harmlessLine(`${name === models[side] ? name : `${name} (${models[side]})`} at ${sizes[side]}`);
}

function percentage(share: number | null): string {
  return share === null ? '–' : `${(100 * share).toFixed(2)} %`;
}

function decimal(value: number | null): string {
  return value === null ? '–' : value.toFixed(4);
}
