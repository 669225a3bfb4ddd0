import type { ModelScore } from '../../app/evaluate.ts';
import type { Precisions } from '../../model/evaluation/score.ts';
import { boxTable } from './box-table.ts';

const PIXELS = {
  darknet: 'Images scaled as darknet does it; `--pipeline` scores what `detect` would do.',
  pipeline: 'Images decoded, turned and scaled as `detect` does it.',
};

/** A score for people: a row for each class, the means last; in per cent. */
export function scoreReport(report: ModelScore): string {
  const rows = report.perClass.map((one) => [one.label, one.objects, ...percentages(one)]);
  rows.push([`all ${report.classes}`, report.objects, ...percentages(report)]);
  const table = boxTable(['class', 'objects', 'AP50:95', 'AP50', 'AP75'], rows, { aligned: true });
  return `${table}\n${report.model} at ${report.size} on ${report.images} images, in per cent (COCO: 101 points, all areas, 100 detections).\n${PIXELS[report.pixels]}\n`;
}

function percentages({ ap, ap50, ap75 }: Precisions): string[] {
  return [ap, ap50, ap75].map((share) => (100 * share).toFixed(2));
}
