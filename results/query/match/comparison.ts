import { seen } from './matching.ts';
import type { ResolvedFilter } from './resolved-filter.ts';

/**
 * Those of some detections that another run has not: it has looked at the frame, and found nothing there of the same label that
 * overlaps enough.
 *
 * @param rows - a `SELECT` of the columns of `detections`
 * @param other - a filter of what counts as seen in the other run; where in the picture and how large does not matter there
 * @param iou - overlap from which two boxes are of the same thing
 */
export function missingFrom(rows: string, other: ResolvedFilter, runNo: number, iou: number): string {
  const others = seen({ ...other, zone: null, area: null, aspect: null });
  return `SELECT d.* FROM (${rows}) d
    SEMI JOIN (SELECT frame_index FROM frames WHERE run_no = ${runNo}) looked ON looked.frame_index = d.frame_index
    ANTI JOIN (${others}) o ON o.frame_index = d.frame_index AND o.label_no = d.label_no AND ${iouOf('o', 'd')} >= ${iou}`;
}

function iouOf(a: string, b: string): string {
  const side = (low: string, high: string) =>
    `greatest(least(${a}.${high}::DOUBLE, ${b}.${high}::DOUBLE) - greatest(${a}.${low}::DOUBLE, ${b}.${low}::DOUBLE), 0)`;
  const area = (box: string) => `((${box}.x2::DOUBLE - ${box}.x1) * (${box}.y2::DOUBLE - ${box}.y1))`;
  const shared = `(${side('x1', 'x2')} * ${side('y1', 'y2')})`;
  return `coalesce(${shared} / nullif(${area(a)} + ${area(b)} - ${shared}, 0), 0)`;
}
