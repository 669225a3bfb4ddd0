import type { Canvas } from './canvas.ts';
import type { Random } from './random.ts';

/** What light and camera do to a picture. */
export interface Weather {
  /** Factor of each colour. */
  readonly gain: readonly [number, number, number];
  /** Grey levels added. */
  readonly offset: number;
  /** Box blur's radius in pixels; 0 is none. */
  readonly blur: number;
  /** Amplitude of the noise in grey levels. */
  readonly noise: number;
}

export function weatherOf(random: Random): Weather {
  const light = random.between(0.7, 1.2);
  return {
    gain: [light * random.between(0.93, 1.07), light * random.between(0.95, 1.05), light * random.between(0.93, 1.07)],
    offset: random.between(-12, 22),
    blur: random.chance(0.2) ? 1 : 0,
    noise: random.chance(0.6) ? random.between(2, 16) : 0,
  };
}

/** Applies light, blur and noise to a finished picture, in place. */
export function expose(canvas: Canvas, { gain, offset, blur, noise }: Weather, random: Random): void {
  if (blur > 0) boxBlur(canvas, blur);
  const { rgb } = canvas;
  const grains = grainsOf(random, noise);
  const start = random.integer(0, grains.length - 1);
  for (let i = 0, k = 0; i < rgb.length; i++, k = k === 2 ? 0 : k + 1) {
    const grain = grains[(start + i + (i >> 9) * 7) % grains.length]!;
    const value = rgb[i]! * gain[k]! + offset + grain + 0.5;
    rgb[i] = value < 0 ? 0 : value > 255 ? 255 : value;
  }
}

function grainsOf(random: Random, noise: number): Float32Array {
  const grains = new Float32Array(8191);
  if (noise > 0) for (let i = 0; i < grains.length; i++) grains[i] = (random.next() + random.next() - 1) * noise;
  return grains;
}

function boxBlur({ width, height, rgb }: Canvas, radius: number): void {
  blurLines(rgb, height, width, width * 3, 3, radius);
  blurLines(rgb, width, height, 3, width * 3, radius);
}

function blurLines(
  rgb: Uint8Array,
  lines: number,
  length: number,
  lineStep: number,
  step: number,
  radius: number,
): void {
  const source = new Uint8Array(length);
  for (let i = 0; i < lines; i++) {
    for (let k = 0; k < 3; k++) {
      const base = i * lineStep + k;
      for (let j = 0; j < length; j++) source[j] = rgb[base + j * step]!;
      for (let j = radius; j < length - radius; j++) {
        let sum = 0;
        for (let r = -radius; r <= radius; r++) sum += source[j + r]!;
        rgb[base + j * step] = sum / (2 * radius + 1) + 0.5;
      }
    }
  }
}
