// Renders the glyphs that are drawn beside boxes into `pictures/glyph-atlas.ts`, so that no machine needs a font for it.
//
//   node scripts/render-glyphs.mjs    needs the font DejaVu Sans Mono where it runs
import { writeFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import sharp from 'sharp';

const [width, height, baseline, fontSize] = [9, 18, 14, 14.95];
const RANGES = [
  [0x20, 0x7e],
  [0xa0, 0x17f],
  [0x384, 0x3ce],
  [0x400, 0x45f],
  [0x2013, 0x2022],
  [0x2026, 0x2026],
  [0x20ac, 0x20ac],
  [0xfffd, 0xfffd],
];
const escaped = (text) => text.replace(/[&<]/g, (sign) => `&#${sign.codePointAt(0)};`);
const codePoints = RANGES.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, at) => first + at));

const texts = codePoints.map(
  (point, at) =>
    `<text x="0" y="${at * height + baseline}" xml:space="preserve">${escaped(String.fromCodePoint(point))}</text>`,
);
const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height * codePoints.length}"
  font-family="DejaVu Sans Mono" font-size="${fontSize}" font-weight="bold" fill="white">${texts.join('')}</svg>`;
const options = { limitInputPixels: false };
const alpha = await sharp(Buffer.from(svg), options).extractChannel('alpha').raw().toBuffer();
if (alpha.length !== width * height * codePoints.length) throw new Error(`Got ${alpha.length} bytes.`);
const packed = Buffer.alloc(alpha.length / 2);
for (let at = 0; at < packed.length; at++) packed[at] = (alpha[2 * at] & 0xf0) | (alpha[2 * at + 1] >> 4);

const base64 = deflateRawSync(packed, { level: 9 }).toString('base64');
const lines = base64.match(/.{1,110}/g).map((line) => `  '${line}',`);
const ranges = RANGES.map(([first, last]) => `  [0x${first.toString(16)}, 0x${last.toString(16)}],`);
writeFileSync(
  'pictures/glyph-atlas.ts',
  `/** Made by \`scripts/render-glyphs.mjs\` of DejaVu Sans Mono Bold: Latin, Greek, Cyrillic; do not edit. */
export const GLYPH_SIZE = { width: ${width}, height: ${height} } as const;

/** First and last code points of the glyphs, in their order. */
export const GLYPH_RANGES: readonly (readonly [first: number, last: number])[] = [
${ranges.join('\n')}
];

/** How much of each pixel is covered, 4 bits each, glyph after glyph, rows top down; raw deflate, Base64. */
export const GLYPHS = [
${lines.join('\n')}
].join('');
`,
);
