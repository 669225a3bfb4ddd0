import assert from 'node:assert/strict';
import sharp from 'sharp';
import { contactSheet } from '../../pictures/contact-sheet.ts';
import { cropArea } from '../../pictures/encode-picture.ts';
import { drawnPicture, renderPicture } from '../../pictures/render-picture.ts';

const GREEN = [0, 255, 0] as const;
const image = () => ({ rgb: Buffer.alloc(40 * 20 * 3, 50), width: 40, height: 20 });

describe('renderPicture', () => {
  it('cuts, scales and draws, whatever of a cut lies outside', async () => {
    const { format, width, height } = await sharp(
      await renderPicture(image(), { crop: [-5, 5, 20.5, 99], width: 63 }, []),
    ).metadata();
    assert.deepEqual([format, width, height], ['jpeg', 63, 45]);
  });

  it('draws boxes where they are in what is shown', async () => {
    const box = { x1: 10, y1: 5, x2: 30, y2: 15, text: '', colour: GREEN };
    const { rgb, width } = await drawnPicture(image(), { crop: [5, 0, 35, 20], width: 90 }, [box]);
    const isGreen = (x: number, y: number) => rgb[3 * (y * width + x) + 1] === 255;
    assert.deepEqual([isGreen(15, 30), isGreen(75, 30), isGreen(45, 15), isGreen(45, 45)], [true, true, true, true]);
    assert.deepEqual([isGreen(18, 30), isGreen(12, 30), isGreen(45, 30)], [false, false, false]);
  });

  it('keeps at least a pixel of a cut, or says that nothing is left', () => {
    const size = { width: 40, height: 20 };
    assert.deepEqual(cropArea(size, [3.2, 3.2, 3.4, 3.4]), { left: 3, top: 3, width: 1, height: 1 });
    for (const box of [
      [50, 0, 60, 10],
      [-9, -9, -1, -1],
      [10, 10, 5, 5],
    ] as const) {
      assert.equal(cropArea(size, box), null);
    }
  });
});

describe('contactSheet', () => {
  it('puts pictures in rows, each as high as its highest', async () => {
    const tile = (height: number, value: number) => ({
      image: { rgb: Buffer.alloc(40 * height * 3, value), width: 40, height },
      lines: ['x'.repeat(100), ''],
    });
    const tiles = [tile(20, 250), tile(30, 200), tile(10, 150)];
    const png = await contactSheet(tiles, { tileWidth: 40, columns: 2, format: 'png' });
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    const text = 2 * 18 + 2;
    assert.deepEqual([info.width, info.height], [8 + 2 * 48, 8 + (30 + text + 8) + (10 + text + 8)]);
    const at = (x: number, y: number) => data[3 * (y * info.width + x)];
    assert.deepEqual([at(8, 8), at(56, 8), at(8, 8 + 30 + text + 8), at(0, 0)], [250, 200, 150, 24]);
  });

  it('is written in each format that it may be', async () => {
    for (const format of ['jpg', 'jpeg', 'png', 'webp'] as const) {
      const sheet = await contactSheet([{ image: image(), lines: [] }], { tileWidth: 40, columns: 1, format });
      assert.equal((await sharp(sheet).metadata()).format, format === 'jpg' ? 'jpeg' : format);
    }
  });
});
