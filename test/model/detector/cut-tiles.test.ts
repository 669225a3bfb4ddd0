import assert from 'node:assert/strict';
import { cutTiles } from '../../../model/detector/cut-tiles.ts';
import { tileLayoutOf } from '../../../shared/tiles.ts';

describe('tiles cut out of a frame', () => {
  for (const channels of [3, 1] as const) {
    for (const resize of ['stretch', 'letterbox'] as const) {
      it(`hold its pixels at their places: ${channels} channels, ${resize}`, () => {
        const network = { width: 16, height: 12 };
        const tiles = { columns: 3, rows: 2, overlap: 0.25 };
        const layout = tileLayoutOf(tiles, { width: 100, height: 30 }, network, resize);
        const { frame, tile, places } = layout;
        const pixels = Uint8Array.from({ length: frame.width * frame.height * channels }, (_, at) => (at * 7919) % 127);
        const cut = cutTiles(pixels, channels, layout, places, network);
        assert.equal(cut.length, 6 * 16 * 12 * 3);
        const top = Math.trunc((12 - tile.height) / 2);
        assert.equal(top > 0, resize === 'letterbox');
        for (let at = 0; at < cut.length; at++) {
          const [channel, column, row] = [at % 3, Math.floor(at / 3) % 16, Math.floor(at / 48) % 12];
          const place = places[Math.floor(at / 576)]!;
          const isFree = row < top || row >= top + tile.height;
          const source = ((place.top + row - top) * frame.width + place.left + column) * channels;
          assert.equal(cut[at], isFree ? 128 : pixels[source + (channels === 3 ? channel : 0)], `${at}`);
        }
      });
    }
  }
});
