import type { BoundingBox } from '../../shared/detection.ts';
import type { Canvas } from './canvas.ts';

/** What is known of one object in one picture. */
export interface TruthObject {
  readonly classId: number;
  /** 1-based; the same object has the same number in all frames of a clip. */
  readonly trackId: number;
  /** Smallest box around the object's visible pixels, inside the frame. */
  readonly box: BoundingBox;
  /** Visible pixels over all pixels of the object, what other things hide and what lies outside the frame included; 0..1. */
  readonly visibility: number;
  /** Too hidden or too small to be asked for: neither finding it nor missing it counts. */
  readonly isIgnored: boolean;
}

/** An object as drawn, before anything else was put in front of it. */
export interface DrawnObject {
  readonly item: number;
  readonly classId: number;
  readonly trackId: number;
  readonly coveredPixels: number;
}

/** Objects that show less are ignored. */
export const MIN_VISIBILITY = 0.5;
/** Objects whose longer side is under the first or whose shorter side is under the second number of pixels are ignored. */
export const MIN_SIDES = [12, 6] as const;

/** Boxes of what the finished canvas shows; objects with no visible pixel are left out. */
export function truthOf(canvas: Canvas, drawn: readonly DrawnObject[]): TruthObject[] {
  const bounds = new Map(
    drawn.map((object) => [object.item, { left: canvas.width, top: canvas.height, right: 0, bottom: 0, pixels: 0 }]),
  );
  for (let y = 0; y < canvas.height; y++) {
    for (let x = 0; x < canvas.width; x++) {
      const item = canvas.owner[y * canvas.width + x]!;
      const bound = item === 0 ? undefined : bounds.get(item);
      if (bound === undefined) continue;
      bound.pixels++;
      if (x < bound.left) bound.left = x;
      if (x >= bound.right) bound.right = x + 1;
      if (y < bound.top) bound.top = y;
      bound.bottom = y + 1;
    }
  }
  return drawn.flatMap(({ item, classId, trackId, coveredPixels }) => {
    const { left, top, right, bottom, pixels } = bounds.get(item)!;
    if (pixels === 0) return [];
    const visibility = Math.min(1, pixels / coveredPixels);
    const [width, height] = [right - left, bottom - top];
    const isSmall = Math.max(width, height) < MIN_SIDES[0] || Math.min(width, height) < MIN_SIDES[1];
    return [
      {
        classId,
        trackId,
        box: [left, top, right, bottom] as const,
        visibility,
        isIgnored: isSmall || visibility < MIN_VISIBILITY,
      },
    ];
  });
}
