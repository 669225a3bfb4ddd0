import assert from 'node:assert/strict';
import { HIDING, hideRegions } from '../../pictures/hide-regions.ts';
import { detail } from '../fixtures/rgb-frames.ts';

const SIZE = { width: 64, height: 48 };

/** A picture in which no two neighbours are alike. */
function noise(): Uint8Array {
  return Uint8Array.from({ length: SIZE.width * SIZE.height * 3 }, (_, index) => (index * 7919 + (index >> 3)) % 251);
}

/** Places of pixels that two pictures do not share. */
function changed(a: Uint8Array, b: Uint8Array): { x: number; y: number }[] {
  return Array.from({ length: SIZE.width * SIZE.height }, (_, pixel) => pixel)
    .filter((pixel) => [0, 1, 2].some((channel) => a[pixel * 3 + channel] !== b[pixel * 3 + channel]))
    .map((pixel) => ({ x: pixel % SIZE.width, y: Math.floor(pixel / SIZE.width) }));
}

describe('Hiding regions of a picture', () => {
  for (const how of HIDING) {
    it(`leaves every pixel alone that no region touches, and hides each that one does: ${how}`, () => {
      const [before, after] = [noise(), noise()];
      hideRegions(after, SIZE, [{ x1: 10.4, y1: 5.6, x2: 40.2, y2: 30 }], how);
      const places = changed(before, after);
      assert.ok(places.every(({ x, y }) => x >= 10 && x < 41 && y >= 5 && y < 30));
      assert.ok(places.length > 31 * 25 * 0.95, `${places.length}`);
    });

    it(`leaves no detail of what was there: ${how}`, () => {
      const [before, after] = [noise(), noise()];
      hideRegions(after, SIZE, [{ x1: 8, y1: 4, x2: 56, y2: 44 }], how);
      const part = { left: 8, top: 4, right: 56, bottom: 44 };
      assert.ok(detail(after, SIZE.width, part) < detail(before, SIZE.width, part) / 10);
    });
  }

  it('takes regions that reach beyond the picture, or lie beside it, or are empty', () => {
    const after = noise();
    hideRegions(after, SIZE, [{ x1: -20, y1: -20, x2: 5, y2: 400 }], 'fill');
    assert.deepEqual([...after.subarray(0, 18)], [...new Array(15).fill(0), ...noise().subarray(15, 18)]);
    for (const how of HIDING) {
      const same = noise();
      hideRegions(
        same,
        SIZE,
        [
          { x1: 70, y1: 0, x2: 90, y2: 20 },
          { x1: 5, y1: 5, x2: 5, y2: 9 },
        ],
        how,
      );
      assert.deepEqual(same, noise());
    }
  });

  it('keeps of a pixelated region the mean of each cell, of a blurred one those of its centre', () => {
    const picture = new Uint8Array(SIZE.width * SIZE.height * 3);
    for (let pixel = 0; pixel < SIZE.width * SIZE.height; pixel++) {
      picture.fill(pixel % SIZE.width < 32 ? 40 : 200, pixel * 3, pixel * 3 + 3);
    }
    const whole = { x1: 0, y1: 0, x2: 64, y2: 48 };
    const [pixelated, blurred] = [picture.slice(), picture.slice()];
    hideRegions(pixelated, SIZE, [whole], 'pixelate');
    // cells of 11 pixels: the third one holds 10 columns of the dark side and 1 of the bright one
    assert.equal(pixelated[0], 40);
    assert.equal(pixelated[25 * 3], Math.round((10 * 40 + 200) / 11));
    assert.equal(pixelated[40 * 3], 200);
    hideRegions(blurred, SIZE, [whole], 'blur');
    const row = Array.from({ length: 64 }, (_, x) => blurred[x * 3]!);
    assert.ok(row.every((value, x) => x === 0 || value >= row[x - 1]!));
    assert.ok(Math.max(...row.slice(1).map((value, x) => value - row[x]!)) < 20);
  });
});
