import { z } from 'zod';
import type { Size } from './geometry.ts';

export type Point = readonly [x: number, y: number];

/** A part of the picture, origin top left: in source pixels, or in per cent of the source's width and height. */
export interface Shape {
  readonly unit: 'pixels' | 'percent';
  /** Corners in order; a rectangle has four. */
  readonly corners: readonly Point[];
}

/** A shape with an inside. */
export const areaSchema: z.ZodType<Shape> = z
  .object({
    unit: z.enum(['pixels', 'percent']),
    corners: z
      .array(z.tuple([z.number(), z.number()]).readonly())
      .min(3)
      .readonly(),
  })
  .readonly();

/** The corners of a shape in pixels of a picture. */
export function cornersInPixels({ unit, corners }: Shape, { width, height }: Size): readonly Point[] {
  return unit === 'pixels' ? corners : corners.map(([x, y]) => [(x * width) / 100, (y * height) / 100]);
}
