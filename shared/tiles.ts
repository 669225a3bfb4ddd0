import { z } from 'zod';
import type { ResizeMode, Size } from './geometry.ts';

/** Tiles in a row and in a column. */
export const MOST_TILES = 16;
/** Of a tile's width and height. */
export const MOST_OVERLAP = 0.9;

/** How a picture is cut into tiles of one size, two at least. */
export const tilesSchema = z
  .object({
    columns: z.number().int().min(1).max(MOST_TILES),
    rows: z.number().int().min(1).max(MOST_TILES),
    /** Part of a tile's width, and of its height, that it shares with the next one. */
    overlap: z.number().min(0).max(MOST_OVERLAP),
  })
  .readonly();
export type Tiles = z.output<typeof tilesSchema>;

/** The numbers of tiles that are written `2x2`; `null` for another text. */
export function parseTileCounts(text: string): Pick<Tiles, 'columns' | 'rows'> | null {
  const [, columns = 0, rows = 0] = (/^(\d{1,2})[x×](\d{1,2})$/.exec(text) ?? []).map(Number);
  const isRight = Math.min(columns, rows) >= 1 && Math.max(columns, rows) <= MOST_TILES && columns * rows > 1;
  return isRight ? { columns, rows } : null;
}

/** Where tiles lie in a frame that is scaled so that each of them fits the network's input. */
export interface TileLayout {
  /** Of the frame, in pixels. */
  readonly frame: Size;
  /** Of each tile in it: the network's, or less where the aspect ratio is kept. */
  readonly tile: Size;
  /** In rows. */
  readonly places: readonly { readonly left: number; readonly top: number }[];
}

/** The part of a picture's side that a tile has where there are so many. */
export function tileShare(count: number, overlap: number): number {
  return 1 / (count - (count - 1) * overlap);
}

/**
 * Where the tiles of a picture lie, once it has been scaled for them.
 *
 * @param picture - in source pixels; of one that is stretched the size does not matter
 */
export function tileLayoutOf(
  { columns, rows, overlap }: Tiles,
  picture: Size,
  network: Size,
  resize: ResizeMode,
): TileLayout {
  const [across, down] = [tileShare(columns, overlap), tileShare(rows, overlap)];
  const tile = resize === 'stretch' ? network : fitted((picture.width / picture.height) * (across / down), network);
  const frame = { width: Math.round(tile.width / across), height: Math.round(tile.height / down) };
  const at = (index: number, count: number, free: number) =>
    count === 1 ? 0 : Math.round((index * free) / (count - 1));
  const places = Array.from({ length: rows * columns }, (_, index) => ({
    left: at(index % columns, columns, frame.width - tile.width),
    top: at(Math.floor(index / columns), rows, frame.height - tile.height),
  }));
  return { frame, tile: { width: tile.width, height: tile.height }, places };
}

/** As `frameScalingFilters` of the producer works it out. */
function fitted(aspect: number, { width, height }: Size): Size {
  return aspect * height > width
    ? { width, height: Math.max(1, Math.trunc(width / aspect + 1e-6)) }
    : { width: Math.max(1, Math.trunc(aspect * height + 1e-6)), height };
}
