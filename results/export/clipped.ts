import type { Size } from '../../shared/geometry.ts';
import type { ExportDetection } from './export-source.ts';

/** The part of a box that lies in its frame; `null` where none does. */
export function clipped(box: ExportDetection['box'], { width, height }: Size): ExportDetection['box'] | null {
  const [x1, y1, x2, y2] = box;
  const within = (value: number, most: number) => Math.min(Math.max(value, 0), most);
  const part = [within(x1, width), within(y1, height), within(x2, width), within(y2, height)] as const;
  return part[0] < part[2] && part[1] < part[3] ? part : null;
}

/** With so many digits behind the point as tell what the store knows of a place in a picture. */
export function pixels(value: number): number {
  return Math.round(value * 1000) / 1000;
}
