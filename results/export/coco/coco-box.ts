import { clipped, pixels } from '../clipped.ts';
import type { ExportDetection, ExportFrame } from '../export-source.ts';

/** `[x, y, width, height]` of the part of a box that lies in its frame, in pixels from 0; `null` where none does. */
export function cocoBox({ box }: ExportDetection, frame: ExportFrame): [number, number, number, number] | null {
  const part = clipped(box, frame);
  return part && [pixels(part[0]), pixels(part[1]), pixels(part[2] - part[0]), pixels(part[3] - part[1])];
}
