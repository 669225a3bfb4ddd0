import type { Size } from '../../shared/geometry.ts';
import type { TileLayout } from '../../shared/tiles.ts';

/** darknet fills what a letterboxed picture leaves free with 0.5. */
const letterboxGrey = 128;

/**
 * Tiles of a frame as the network takes them, one after the other: `height × width × 3` bytes each, what a tile leaves free grey.
 *
 * @param frame - its pixels in rows, channels interleaved
 * @param channels - 1: all three are alike
 * @param places - of the tiles to cut
 */
export function cutTiles(
  frame: Uint8Array,
  channels: 1 | 3,
  layout: Pick<TileLayout, 'frame' | 'tile'>,
  places: TileLayout['places'],
  network: Size,
): Uint8Array {
  const { tile } = layout;
  const tileBytes = network.width * network.height * 3;
  const isFilled = tile.width === network.width && tile.height === network.height;
  const pixels = new Uint8Array(places.length * tileBytes).fill(isFilled ? 0 : letterboxGrey);
  const [left, top] = [Math.trunc((network.width - tile.width) / 2), Math.trunc((network.height - tile.height) / 2)];
  for (const [index, place] of places.entries()) {
    for (let row = 0; row < tile.height; row++) {
      const from = ((place.top + row) * layout.frame.width + place.left) * channels;
      const source = frame.subarray(from, from + tile.width * channels);
      const to = index * tileBytes + ((top + row) * network.width + left) * 3;
      if (channels === 3) pixels.set(source, to);
      else for (const [at, value] of source.entries()) pixels.fill(value, to + 3 * at, to + 3 * at + 3);
    }
  }
  return pixels;
}
