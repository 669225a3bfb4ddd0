import assert from 'node:assert/strict';
import sharp from 'sharp';
import { decodePicture } from '../../../model/evaluation/decode-picture.ts';

const NETWORK = { width: 64, height: 32 };

/** Left half red, right half blue, 40×20 as stored. */
function halves() {
  const pixels = Buffer.alloc(40 * 20 * 3);
  for (let i = 0; i < 40 * 20; i++) pixels[3 * i + (i % 40 < 20 ? 0 : 2)] = 255;
  return sharp(pixels, { raw: { width: 40, height: 20, channels: 3 } });
}

async function pixelAt(bytes: Uint8Array, x: number, y: number, resize: 'stretch' | 'letterbox' = 'stretch') {
  const { frames } = await decodePicture(bytes, NETWORK, resize);
  return [...frames.pixels.subarray(3 * (y * NETWORK.width + x)).subarray(0, 3)];
}

describe('a picture for the network', () => {
  const red = [255, 0, 0];
  const blue = [0, 0, 255];

  for (const format of ['png', 'webp', 'tiff', 'gif', 'avif'] as const) {
    it(`is read from ${format}`, async () => {
      const bytes = await halves().toFormat(format, { lossless: true }).toBuffer();
      const { frames, shown } = await decodePicture(bytes, NETWORK, 'stretch');
      assert.deepEqual([shown, frames.width, frames.height, frames.count], [{ width: 40, height: 20 }, 64, 32, 1]);
      const [r, , b] = await pixelAt(bytes, 10, 10);
      assert.ok(r! > 240 && b! < 15);
    });
  }

  it('is turned as its EXIF says, and its size with it', async () => {
    // 6: the top of what is shown is the left edge of what is stored
    const bytes = await halves().withMetadata({ orientation: 6 }).png().toBuffer();
    const { shown } = await decodePicture(bytes, NETWORK, 'stretch');
    assert.deepEqual(shown, { width: 20, height: 40 });
    assert.deepEqual(await pixelAt(bytes, 32, 4), red);
    assert.deepEqual(await pixelAt(bytes, 32, 28), blue);
  });

  it('keeps its aspect ratio in a letterbox of grey', async () => {
    const bytes = await sharp({ create: { width: 20, height: 20, channels: 3, background: '#f00' } })
      .png()
      .toBuffer();
    assert.deepEqual(await pixelAt(bytes, 32, 16, 'letterbox'), red);
    assert.deepEqual(await pixelAt(bytes, 2, 16, 'letterbox'), [128, 128, 128]);
  });

  it('is averaged where it is much larger, along each axis by itself', async () => {
    const pixels = Buffer.alloc(640 * 16 * 3);
    for (let i = 0; i < 640 * 16; i++) pixels.fill(i % 2 === 0 ? 255 : 0, 3 * i, 3 * i + 3);
    const stripes = await sharp(pixels, { raw: { width: 640, height: 16, channels: 3 } })
      .png()
      .toBuffer();
    for (const x of [0, 31, 63]) assert.deepEqual(await pixelAt(stripes, x, 16), [128, 128, 128]);
    const wide = await halves().resize(401, 20, { fit: 'fill', kernel: 'nearest' }).png().toBuffer();
    for (const [x, colour] of [
      [30, red],
      [33, blue],
    ] as const) {
      assert.deepEqual(await pixelAt(wide, x, 16), colour);
      assert.deepEqual(await pixelAt(wide, x, 16, 'letterbox'), colour);
    }
  });

  it('has three channels, also of one that is gray or transparent', async () => {
    const gray = await halves().greyscale().toColourspace('b-w').png().toBuffer();
    const [r, g, b] = await pixelAt(gray, 10, 10);
    assert.ok(r === g && g === b);
    const clear = await halves().ensureAlpha(0).png().toBuffer();
    assert.deepEqual(await pixelAt(clear, 10, 10), red);
  });

  for (const [what, bytes] of [
    ['no picture', Buffer.from('GIF89 no, text')],
    ['nothing', Buffer.alloc(0)],
    ['drawn by a program', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>')],
  ] as const) {
    it(`is refused where it is ${what}`, async () => {
      await assert.rejects(decodePicture(bytes, NETWORK, 'stretch'), { code: 'INPUT_UNREADABLE' });
    });
  }

  it('is refused where it is cut, or has too many pixels', async () => {
    const whole = await halves().resize(400, 400).jpeg().toBuffer();
    await assert.rejects(decodePicture(whole.subarray(0, whole.length / 2), NETWORK, 'stretch'), {
      code: 'INPUT_UNREADABLE',
    });
    const bomb = await sharp({ create: { width: 12_000, height: 12_000, channels: 3, background: '#000' } })
      .png({ compressionLevel: 1 })
      .toBuffer();
    await assert.rejects(decodePicture(bomb, NETWORK, 'stretch'), { code: 'INPUT_UNREADABLE', message: /134 mega/ });
  });
});
