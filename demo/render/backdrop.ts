import { BACKGROUND_SIDE, type Background } from './background.ts';
import type { Canvas } from './canvas.ts';
import type { Random } from './random.ts';

/** The part of a background that a picture shows: its corner and size in background pixels. */
export interface View {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly isMirrored: boolean;
}

export function viewOf(random: Random): View {
  const [width, height] = [random.between(300, BACKGROUND_SIDE - 1), random.between(300, BACKGROUND_SIDE - 1)];
  const left = random.between(0, BACKGROUND_SIDE - 1 - width);
  const top = random.between(0, BACKGROUND_SIDE - 1 - height);
  return { left, top, width, height, isMirrored: random.chance(0.5) };
}

/** Fills the canvas with the view, bilinear, and a coarse texture over it. */
export function paintBackdrop(canvas: Canvas, background: Background, view: View, random: Random): void {
  const texture = new Float32Array(64 * 64);
  const strength = random.chance(0.7) ? random.between(2, 22) : 0;
  for (let i = 0; i < texture.length; i++) texture[i] = (random.next() - 0.5) * strength;
  const grain = random.integer(1, 4);
  const { width, height, rgb } = canvas;
  const columns = Float64Array.from({ length: width }, (_, x) => {
    const share = (view.isMirrored ? width - 1 - x : x) / width;
    return view.left + share * view.width;
  });
  for (let y = 0, out = 0; y < height; y++) {
    const v = view.top + (y / height) * view.height;
    const v0 = Math.floor(v);
    const fv = v - v0;
    for (let x = 0; x < width; x++) {
      const u = columns[x]!;
      const u0 = Math.floor(u);
      const fu = u - u0;
      const p = (v0 * BACKGROUND_SIDE + u0) * 3;
      const q = p + BACKGROUND_SIDE * 3;
      const grey = texture[((y >> grain) & 63) * 64 + ((x >> grain) & 63)]!;
      for (let k = 0; k < 3; k++, out++) {
        const above = background[p + k]! * (1 - fu) + background[p + 3 + k]! * fu;
        const below = background[q + k]! * (1 - fu) + background[q + 3 + k]! * fu;
        const value = above * (1 - fv) + below * fv + grey + 0.5;
        rgb[out] = value < 0 ? 0 : value > 255 ? 255 : value;
      }
    }
  }
}
