import assert from 'node:assert/strict';
import { parseTileCounts, tileLayoutOf } from '../../shared/tiles.ts';

const network = { width: 416, height: 416 };
const hd = { width: 1920, height: 1080 };

describe('tiles', () => {
  for (const [text, expected] of [
    ['2x2', [2, 2]],
    ['3x1', [3, 1]],
    ['16×16', [16, 16]],
    ['1x1', null],
    ['0x2', null],
    ['17x2', null],
    ['2', null],
    ['2x2x2', null],
  ] as const) {
    it(`${expected ? 'are' : 'are not'} read from ${text}`, () =>
      assert.deepEqual(parseTileCounts(text), expected && { columns: expected[0], rows: expected[1] }));
  }

  for (const resize of ['stretch', 'letterbox'] as const) {
    for (const [columns, rows, overlap] of [
      [2, 2, 0.2],
      [2, 2, 0],
      [4, 3, 0.35],
      [1, 5, 0.9],
      [16, 1, 0.1],
    ] as const) {
      it(`${columns}x${rows} that share ${overlap} cover the picture from edge to edge, for ${resize}`, () => {
        const { frame, tile, places } = tileLayoutOf({ columns, rows, overlap }, hd, network, resize);
        assert.equal(places.length, columns * rows);
        assert.ok(tile.width <= network.width && tile.height <= network.height);
        assert.ok(tile.width === network.width || tile.height === network.height);
        for (const [count, side, length, at] of [
          [columns, frame.width, tile.width, (index: number) => places[index]!.left],
          [rows, frame.height, tile.height, (index: number) => places[index * columns]!.top],
        ] as const) {
          assert.deepEqual([at(0), at(count - 1) + length], [0, count === 1 ? length : side]);
          for (let index = 1; index < count; index++) {
            const shared = (at(index - 1) + length - at(index)) / length;
            assert.ok(Math.abs(shared - overlap) < 1.5 / length, `${shared}`);
          }
        }
        if (resize === 'letterbox') {
          const [sourceAspect, aspect] = [hd.width / hd.height, frame.width / frame.height];
          assert.ok(Math.abs(aspect / sourceAspect - 1) < 0.02, `${aspect}`);
        }
      });
    }
  }
});
