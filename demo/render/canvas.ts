import type { Sprite } from './sprite.ts';

/** A picture being composed: 8-bit RGB, row-major, and for each pixel the number of the item on top of it (0: background). */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
  readonly owner: Uint8Array;
}

/** Where and how a sprite stands: its centre and size in canvas pixels before it is turned, sizes along its own axes. */
export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly degrees: number;
  readonly isMirrored: boolean;
  /** Horizontal factor applied after the turn, as a stretch of the whole picture applies it. */
  readonly squeeze: number;
  /** Brightness, 1 as drawn. */
  readonly light: number;
}

/** From this alpha on (0..255) a sprite counts as covering a pixel. */
const COVERING_ALPHA = 72;

export function newCanvas(width: number, height: number): Canvas {
  return { width, height, rgb: new Uint8Array(width * height * 3), owner: new Uint8Array(width * height) };
}

/**
 * Draws a sprite over the canvas, bilinear, from the level nearest to the wanted size.
 *
 * @param item - 1..255, written as the owner of every pixel that the sprite covers
 * @returns how many pixels the sprite covers, those outside the canvas included
 */
export function draw(canvas: Canvas, sprite: Sprite, place: Placement, item: number): number {
  const level = sprite.levels.findLast((l) => l.width >= place.width && l.height >= place.height) ?? sprite.levels[0]!;
  const { width: levelWidth, height: levelHeight, rgba } = level;
  const cos = Math.cos((place.degrees * Math.PI) / 180);
  const sin = Math.sin((place.degrees * Math.PI) / 180);
  const mirror = place.isMirrored ? -1 : 1;
  const reachX = ((Math.abs(cos) * place.width + Math.abs(sin) * place.height) / 2) * place.squeeze + 1;
  const reachY = (Math.abs(sin) * place.width + Math.abs(cos) * place.height) / 2 + 1;
  const [xEnd, yEnd] = [Math.ceil(place.x + reachX), Math.ceil(place.y + reachY)];
  const [perX, perY] = [levelWidth / place.width, levelHeight / place.height];
  let covered = 0;
  for (let y = Math.floor(place.y - reachY); y < yEnd; y++) {
    const dy = y + 0.5 - place.y;
    for (let x = Math.floor(place.x - reachX); x < xEnd; x++) {
      const dx = (x + 0.5 - place.x) / place.squeeze;
      const u = mirror * (cos * dx + sin * dy) * perX + levelWidth / 2 - 0.5;
      const v = (cos * dy - sin * dx) * perY + levelHeight / 2 - 0.5;
      if (u <= -1 || v <= -1 || u >= levelWidth || v >= levelHeight) continue;
      const [u0, v0] = [Math.floor(u), Math.floor(v)];
      const [fu, fv] = [u - u0, v - v0];
      const isLeft = u0 >= 0;
      const isRight = u0 + 1 < levelWidth;
      const a = isLeft && v0 >= 0 ? (1 - fu) * (1 - fv) : 0;
      const b = isRight && v0 >= 0 ? fu * (1 - fv) : 0;
      const c = isLeft && v0 + 1 < levelHeight ? (1 - fu) * fv : 0;
      const d = isRight && v0 + 1 < levelHeight ? fu * fv : 0;
      const p = (v0 * levelWidth + u0) * 4;
      const q = p + levelWidth * 4;
      const at = (k: number): number =>
        (a && a * rgba[p + k]!) + (b && b * rgba[p + 4 + k]!) + (c && c * rgba[q + k]!) + (d && d * rgba[q + 4 + k]!);
      const alpha = at(3);
      if (alpha < 1) continue;
      const isCovering = alpha >= COVERING_ALPHA;
      if (isCovering) covered++;
      if (x < 0 || y < 0 || x >= canvas.width || y >= canvas.height) continue;
      const pixel = y * canvas.width + x;
      const rest = 1 - alpha / 255;
      for (let k = 0; k < 3; k++) {
        const value = Math.min(alpha, at(k) * place.light) + canvas.rgb[pixel * 3 + k]! * rest;
        canvas.rgb[pixel * 3 + k] = value + 0.5;
      }
      if (isCovering) canvas.owner[pixel] = item;
    }
  }
  return covered;
}
