import type { Size } from '../../shared/geometry.ts';
import { syntheticUnit } from '../darknet/synthetic-weights.ts';

/** A frame of noise, RGB, interleaved. */
export function noiseFrame({ width, height }: Size): Uint8Array {
  return Uint8Array.from({ length: 3 * width * height }, (_, i) => (syntheticUnit(i, 1) + 1) * 127.5);
}

/** Things in the scene: what part of the frame they take, from its corner, and their colour. */
const THINGS = [
  { box: [0.08, 0.35, 0.2, 0.95], colour: [190, 40, 45] },
  { box: [0.3, 0.55, 0.62, 0.85], colour: [35, 70, 160] },
  { box: [0.7, 0.2, 0.9, 0.8], colour: [225, 200, 60] },
  { box: [0.42, 0.1, 0.5, 0.3], colour: [250, 250, 245] },
] as const;

/** A frame that is smooth in places and has edges, as pictures do: sky, ground, some things before them, and a little grain. RGB, interleaved. */
export function sceneFrame({ width, height }: Size): Uint8Array {
  const pixels = new Uint8Array(3 * width * height);
  for (let row = 0, i = 0; row < height; row++) {
    const y = row / height;
    for (let column = 0; column < width; column++) {
      const x = column / width;
      const thing = THINGS.find(
        ({ box: [left, top, right, bottom] }) => x >= left && x < right && y >= top && y < bottom,
      );
      const [red, green, blue] =
        thing?.colour ?? (y < 0.5 ? [110 + 150 * y, 160 + 90 * y, 235] : [95, 130 - 60 * x, 60 * y]);
      const grain = 6 * syntheticUnit(i, 2);
      for (const value of [red, green, blue]) pixels[i++] = Math.max(0, Math.min(255, value + grain));
    }
  }
  return pixels;
}
