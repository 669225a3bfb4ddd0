import type { Size } from '../shared/geometry.ts';
import type { Colour } from '../shared/label-colour.ts';

/** Whole pixels; `right` and `bottom` are the first outside. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Fills what of an area lies in a picture of packed RGB with a colour. */
export function fillArea(rgb: Uint8Array, { width, height }: Size, area: Area, [red, green, blue]: Colour): void {
  const [left, right] = [Math.max(0, area.left), Math.min(width, area.right)];
  for (let y = Math.max(0, area.top); y < Math.min(height, area.bottom); y++) {
    for (let at = 3 * (y * width + left); at < 3 * (y * width + right); at += 3) {
      rgb[at] = red;
      rgb[at + 1] = green;
      rgb[at + 2] = blue;
    }
  }
}
