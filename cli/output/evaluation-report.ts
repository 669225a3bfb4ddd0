import Table from 'cli-table3';
import type { ModelScore } from '../../app/evaluate.ts';
import type { Precisions } from '../../model/evaluation/score.ts';

/** A score for people: a row for each class, the means last; in per cent. */
export function scoreReport(report: ModelScore): string {
  const table = new Table({
    head: ['class', 'objects', 'AP50:95', 'AP50', 'AP75'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const one of report.perClass) table.push([one.label, one.objects, ...percentages(one)]);
  table.push([`all ${report.classes}`, report.objects, ...percentages(report)]);
  return `${table.toString()}\n${report.model} at ${report.size} on ${report.images} images, in per cent (COCO: 101 points, all areas, 100 detections).\n`;
}

function percentages({ ap, ap50, ap75 }: Precisions): string[] {
  return [ap, ap50, ap75].map((share) => (100 * share).toFixed(2));
}
