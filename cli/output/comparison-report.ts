import Table from 'cli-table3';
import type { ModelsComparison } from '../../app/compare/compare-models.ts';

/** A comparison for people. */
export function comparisonReport(report: ModelsComparison): string {
  const { frames, differingFrames, firstDifferingFrames, detections, confidenceDifference } = report;
  const table = new Table({
    head: ['matched', 'pairs', `of ${detections.a} by A`, `of ${detections.b} by B`],
    colAligns: ['left', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { iou, pairs, shareOfA, shareOfB } of report.matched) {
    table.push([`IoU ≥ ${iou}`, pairs, percentage(shareOfA), percentage(shareOfB)]);
  }
  const { mean, p95, max } = confidenceDifference;
  const more = differingFrames > firstDifferingFrames.length ? ', …' : '';
  return [
    `A: ${described(report, 'a')}`,
    `B: ${described(report, 'b')}`,
    table.toString(),
    `Confidence differs by ${decimal(mean)} on average, by at most ${decimal(p95)} in 95 % of the pairs, by ${decimal(max)} at worst.`,
    `${differingFrames} of ${frames} frames differ${differingFrames > 0 ? `: ${firstDifferingFrames.join(', ')}${more}` : ''}.`,
    '',
  ].join('\n');
}

function described(report: ModelsComparison, side: 'a' | 'b'): string {
  const { [side]: name, models, sizes } = report;
  return `${name === models[side] ? name : `${name} (${models[side]})`} at ${sizes[side]}`;
}

function percentage(share: number | null): string {
  return share === null ? '–' : `${(100 * share).toFixed(2)} %`;
}

function decimal(value: number | null): string {
  return value === null ? '–' : value.toFixed(4);
}
