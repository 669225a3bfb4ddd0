import sharp from 'sharp';
import { type Drawing, svgOf } from './svg.ts';

/** Pixels with premultiplied alpha, RGBA, 8 bits, row-major. */
export interface Level {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** A drawing as pixels, cut to what is drawn; each further level has half the size of the one before. */
export interface Sprite {
  readonly levels: readonly Level[];
}

/** Longest side of the largest level; objects are enlarged beyond it at most 1.5 times. */
const MASTER_SIDE = 256;

/** Draws an SVG once into pixels of several sizes. */
export async function spriteOf(drawing: Drawing): Promise<Sprite> {
  const scale = MASTER_SIDE / Math.max(drawing.width, drawing.height);
  const { data, info } = await sharp(svgOf(drawing, scale)).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const levels = [cut({ width: info.width, height: info.height, rgba: premultiplied(data) })];
  for (let last = levels[0]!; Math.min(last.width, last.height) >= 8; last = levels.at(-1)!) levels.push(halved(last));
  return { levels };
}

function premultiplied(straight: Uint8Array): Uint8Array {
  const out = new Uint8Array(straight.length);
  for (let i = 0; i < straight.length; i += 4) {
    const alpha = straight[i + 3]!;
    for (let c = 0; c < 3; c++) out[i + c] = Math.round((straight[i + c]! * alpha) / 255);
    out[i + 3] = alpha;
  }
  return out;
}

function cut({ width, height, rgba }: Level): Level {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (rgba[(y * width + x) * 4 + 3]! < 32) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
    }
  }
  const out = new Uint8Array((right - left) * (bottom - top) * 4);
  for (let y = top; y < bottom; y++) {
    const row = rgba.subarray((y * width + left) * 4, (y * width + right) * 4);
    out.set(row, (y - top) * (right - left) * 4);
  }
  return { width: right - left, height: bottom - top, rgba: out };
}

function halved({ width, height, rgba }: Level): Level {
  const [w, h] = [width >> 1, height >> 1];
  const out = new Uint8Array(w * h * 4);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w * 4; x++) {
      const at = y * 2 * width * 4 + (x >> 2) * 8 + (x & 3);
      const below = at + width * 4;
      out[y * w * 4 + x] = (rgba[at]! + rgba[at + 4]! + rgba[below]! + rgba[below + 4]! + 2) >> 2;
    }
  }
  return { width: w, height: h, rgba: out };
}
