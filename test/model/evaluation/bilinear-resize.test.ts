import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { columnTaps, resizeBilinear, rowTaps } from '../../../model/evaluation/bilinear-resize.ts';
import { fitToNetwork, loadImage } from '../../../model/evaluation/load-image.ts';
import { testData } from '../../fixtures/data.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import golden from './golden/opencv-resize.json' with { type: 'json' };

/** The picture of golden/opencv-resize.py. */
function goldenPicture({ width, height }: { width: number; height: number }) {
  const pixels = Uint8Array.from({ length: 3 * width * height }, (_, i) => {
    const [channel, x, y] = [i % 3, Math.floor(i / 3) % width, Math.floor(i / (3 * width))];
    return (x * 83 + y * 151 + channel * 59 + ((x * y * 37) % 101) * 5) % 256;
  });
  return { width, height, pixels };
}

describe('bilinear resize', () => {
  const shown = ({ first, second, firstWeight, secondWeight }: ReturnType<typeof rowTaps>) =>
    Array.from(first, (one, i) => `${one}:${firstWeight[i]} ${second[i]}:${secondWeight[i]}`);

  for (const [name, from, to, expected] of [
    ['as long', 2, 2, ['0:2048 1:0', '1:2048 1:0']],
    ['twice as long', 2, 4, ['0:2048 0:0', '0:1536 1:512', '0:512 1:1536', '1:2048 1:0']],
    ['half as long', 4, 2, ['0:1024 1:1024', '2:1024 3:1024']],
    ['a third as long, skipping what lies between', 9, 3, ['1:2048 2:0', '4:2048 5:0', '7:2048 8:0']],
    ['one pixel', 1, 3, ['0:2048 0:0', '0:2048 0:0', '0:2048 0:0']],
  ] as const) {
    it(`weighs the two nearest pixels of a row by the distance of centres: ${name}`, () => {
      assert.deepEqual(shown(columnTaps(from, to)), expected);
    });
  }

  it('lets rows beyond the picture weigh what they would, with the pixels of its edge', () => {
    assert.deepEqual(shown(rowTaps(2, 4)), ['0:512 0:1536', '0:1536 1:512', '0:512 1:1536', '1:1536 1:512']);
  });

  for (const { width, height, pixels } of golden.cases) {
    it(`gives OpenCV's pixels, ${golden.width}×${golden.height} to ${width}×${height}`, () => {
      const resized = resizeBilinear(goldenPicture(golden), { width, height });
      assert.deepEqual([...resized], [...Buffer.from(pixels, 'base64')]);
    });
  }

  it('leaves a picture of the right size as it is', () => {
    const pixels = Uint8Array.from({ length: 5 * 3 * 3 }, (_, i) => (i * 37) % 256);
    assert.deepEqual(resizeBilinear({ width: 5, height: 3, pixels }, { width: 5, height: 3 }), pixels);
  });

  it('keeps channels apart', () => {
    const pixels = Uint8Array.from([0, 100, 255, 40, 100, 155]);
    const resized = resizeBilinear({ width: 2, height: 1, pixels }, { width: 4, height: 2 });
    const row = [0, 100, 255, 10, 100, 230, 30, 100, 180, 40, 100, 155];
    assert.deepEqual([...resized], [...row, ...row]);
  });

  for (const [pixels, image] of [
    ['yolo-fastest-1.1-xl-dog', 'images/dog.jpg'],
    ['yolo-fastest-1.1-xl-horses', 'images/horses.jpg'],
    ['yolov4-tiny-voc-dog', 'images/dog.jpg'],
    ['yolov4-tiny-voc-street', 'images/street.jpg'],
    ['yolov4-tiny-retail60-CAPP_testset_close_10000', 'groundtruth/retail29/images/CAPP_testset_close_10000.jpg'],
  ] as const) {
    it(`gives OpenCV's pixels of ${pixels}`, async function () {
      const golden = await loadImage(testData(this, 'golden', 'pixels', `${pixels}.png`));
      const resized = fitToNetwork(await loadImage(testData(this, ...image.split('/'))), golden, 'stretch');
      assert.ok(Buffer.from(resized).equals(golden.pixels));
    });
  }

  it('puts a letterboxed picture in the middle of grey', async () => {
    const picture = { width: 4, height: 2, pixels: new Uint8Array(24).fill(9) };
    const input = fitToNetwork(picture, { width: 4, height: 4 }, 'letterbox');
    assert.deepEqual([...input], [...Array(12).fill(128), ...Array(24).fill(9), ...Array(12).fill(128)]);
  });
});

describe('loading an image', () => {
  const folder = temporaryFolder();

  it('gives the pixels as stored: not turned by EXIF, grey as RGB, without alpha', async () => {
    const raw = { width: 3, height: 2, channels: 4 as const };
    const rgba = Buffer.from(Array.from({ length: 24 }, (_, i) => (i % 4 === 3 ? 255 : 80)));
    const path = join(folder(), 'a.png');
    for (const image of [
      sharp(rgba, { raw }).withMetadata({ orientation: 6 }),
      sharp(rgba, { raw }).removeAlpha().greyscale(),
    ]) {
      await image.png().toFile(path);
      const { width, height, pixels } = await loadImage(path);
      assert.deepEqual([width, height, [...pixels]], [3, 2, Array(18).fill(80)]);
    }
  });

  it('says which file is no image, or a damaged one', async () => {
    const path = join(folder(), 'a.jpg');
    const noise = Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * i * 31) % 251));
    const jpeg = await sharp(noise, { raw: { width: 64, height: 64, channels: 3 } })
      .jpeg()
      .toBuffer();
    for (const bytes of [Buffer.from('no image'), jpeg.subarray(0, jpeg.length / 2)]) {
      await writeFile(path, bytes);
      await assert.rejects(loadImage(path), {
        code: 'INPUT_UNREADABLE',
        message: /a\.jpg` to be an image that can be/,
      });
    }
  });
});
