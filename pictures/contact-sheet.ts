import { drawText, textHeight, textWidth } from './draw-text.ts';
import { encodeSheet, type RgbImage, type SheetFormat } from './encode-picture.ts';

/** A picture and the lines below it. */
export interface SheetTile {
  readonly image: RgbImage;
  readonly lines: readonly string[];
}

export interface SheetForm {
  /** Of a tile, in pixels. */
  readonly tileWidth: number;
  /** Tiles in a row. */
  readonly columns: number;
  readonly format: SheetFormat;
}

const GAP = 8;
const INK = [230, 230, 230] as const;
const PAPER = 24;

/** Puts pictures of one width on one sheet, row by row; each row is as high as its highest picture. */
export async function contactSheet(tiles: readonly SheetTile[], form: SheetForm): Promise<Buffer> {
  const { tileWidth, columns } = form;
  const rows = Array.from({ length: Math.ceil(tiles.length / columns) }, (_, row) =>
    tiles.slice(row * columns, (row + 1) * columns),
  );
  const heights = rows.map((row) => Math.max(...row.map(({ image, lines }) => image.height + linesHeight(lines))));
  const width = GAP + Math.min(columns, tiles.length) * (tileWidth + GAP);
  const height = GAP + heights.reduce((sum, one) => sum + one + GAP, 0);
  const rgb = Buffer.alloc(width * height * 3, PAPER);
  const sheet = { rgb, width, height };
  let top = GAP;
  for (const [index, row] of rows.entries()) {
    for (const [column, tile] of row.entries()) {
      placeTile(sheet, tile, { left: GAP + column * (tileWidth + GAP), top }, tileWidth);
    }
    top += heights[index]! + GAP;
  }
  return encodeSheet(sheet, form.format);
}

function placeTile(
  sheet: RgbImage,
  { image, lines }: SheetTile,
  { left, top }: { readonly left: number; readonly top: number },
  tileWidth: number,
): void {
  for (let y = 0; y < image.height; y++) {
    const row = image.rgb.subarray(y * image.width * 3, (y + 1) * image.width * 3);
    sheet.rgb.set(row, ((top + y) * sheet.width + left) * 3);
  }
  for (const [line, text] of lines.entries()) {
    const below = top + image.height + line * textHeight(1) + 2;
    drawText(sheet.rgb, sheet, { left, top: below }, fitting(text, tileWidth), INK, 1);
  }
}

function linesHeight(lines: readonly string[]): number {
  return lines.length * textHeight(1) + 2;
}

/** A text that is too long for its width keeps its end: there the time is. */
function fitting(text: string, width: number): string {
  const most = Math.floor(width / textWidth(' ', 1));
  return text.length <= most ? text : `…${text.slice(text.length - most + 1)}`;
}
