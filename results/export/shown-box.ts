import type { Size } from '../../shared/geometry.ts';
import { clipped } from './clipped.ts';
import type { ExportDetection } from './export-source.ts';

/** The part of a box that lies in its frame, as shares of width and height, 0..1; `null` where none does. */
export function shownBox(box: ExportDetection['box'], frame: Size): ExportDetection['box'] | null {
  const part = clipped(box, frame);
  if (!part) return null;
  const { width, height } = frame;
  return [part[0] / width, part[1] / height, part[2] / width, part[3] / height];
}
