import { inflateRawSync } from 'node:zlib';
import type { Size } from '../shared/geometry.ts';
import type { Colour } from '../shared/label-colour.ts';
import { GLYPH_RANGES, GLYPH_SIZE, GLYPHS } from './glyph-atlas.ts';

/** Stands for what there is no glyph of. */
const REPLACEMENT = 0xfffd;
/** More is not drawn of one text. */
const MOST_CHARACTERS = 200;

const glyphs = inflateRawSync(Buffer.from(GLYPHS, 'base64'));
const numbers = new Map<number, number>();
for (const [first, last] of GLYPH_RANGES) {
  for (let codePoint = first; codePoint <= last; codePoint++) numbers.set(codePoint, numbers.size);
}

export function textWidth(text: string, scale: number): number {
  return [...charactersOf(text)].length * GLYPH_SIZE.width * scale;
}

export function textHeight(scale: number): number {
  return GLYPH_SIZE.height * scale;
}

/**
 * Draws a line of text into a picture of packed RGB; what lies outside of it is left out. Latin, Greek and Cyrillic letters are drawn, a
 * sign stands for each other one.
 *
 * @param at - where its upper left corner lies, in whole pixels
 * @param scale - how many times as large as its glyphs, which are 18 pixels high
 */
export function drawText(
  rgb: Uint8Array,
  size: Size,
  at: { readonly left: number; readonly top: number },
  text: string,
  ink: Colour,
  scale: number,
): void {
  let left = at.left;
  for (const character of charactersOf(text)) {
    if (left >= size.width) return;
    const glyph = numbers.get(character.codePointAt(0)!) ?? numbers.get(REPLACEMENT)!;
    drawGlyph(rgb, size, { left, top: at.top }, glyph, ink, scale);
    left += GLYPH_SIZE.width * scale;
  }
}

function drawGlyph(
  rgb: Uint8Array,
  { width, height }: Size,
  { left, top }: { readonly left: number; readonly top: number },
  glyph: number,
  ink: Colour,
  scale: number,
): void {
  const firstPixel = glyph * GLYPH_SIZE.width * GLYPH_SIZE.height;
  for (let y = Math.max(0, top); y < Math.min(height, top + GLYPH_SIZE.height * scale); y++) {
    const row = firstPixel + Math.floor((y - top) / scale) * GLYPH_SIZE.width;
    for (let x = Math.max(0, left); x < Math.min(width, left + GLYPH_SIZE.width * scale); x++) {
      const pixel = row + Math.floor((x - left) / scale);
      const pair = glyphs[pixel >> 1]!;
      const cover = (pixel & 1 ? pair & 15 : pair >> 4) / 15;
      const to = 3 * (y * width + x);
      for (let channel = 0; channel < 3; channel++) {
        rgb[to + channel] = rgb[to + channel]! * (1 - cover) + ink[channel]! * cover;
      }
    }
  }
}

/** Letters with their accents as one, where there are such; control characters as blanks. */
function charactersOf(text: string): string {
  return text.slice(0, MOST_CHARACTERS).normalize('NFC').replace(/\p{C}/gu, ' ');
}
