import assert from 'node:assert/strict';
import sharp from 'sharp';
import { decodeFrame, encodeFrame, type FramePixels } from '../../pictures/frame-codec.ts';
import type { FrameCodec } from '../../shared/frame-codec.ts';
import { seededRandom } from '../fixtures/seeded-random.ts';

const SIZE = { width: 96, height: 64 };

/** Something smooth with edges of full colour in it. */
function drawing(channels: 1 | 3): FramePixels {
  const pixels = new Uint8Array(SIZE.width * SIZE.height * channels);
  for (let y = 0; y < SIZE.height; y++) {
    for (let x = 0; x < SIZE.width; x++) {
      const isRed = x >= 30 && x < 50 && y >= 20 && y < 45;
      const colour = isRed ? [220, 10, 20] : [x * 2, y * 3, 255 - x * 2];
      for (let c = 0; c < channels; c++) pixels[(y * SIZE.width + x) * channels + c] = colour[c]!;
    }
  }
  return { ...SIZE, channels, pixels };
}

const mostDifferent = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i]!)), 0);
const meanDifferent = (a: Uint8Array, b: Uint8Array) => a.reduce((s, v, i) => s + Math.abs(v - b[i]!), 0) / a.length;
const jpeg = (quality: number): FrameCodec => ({ encoding: 'jpeg', quality });
const webp = (quality: number): FrameCodec => ({ encoding: 'webp', quality });

async function roundTrip(frame: FramePixels, codec: FrameCodec): Promise<Uint8Array> {
  const bytes = await encodeFrame(frame, codec);
  assert.ok(bytes && bytes.byteLength < frame.pixels.byteLength);
  return decodeFrame(bytes, codec.encoding, frame);
}

describe('frames on their way to workers', () => {
  for (const channels of [1, 3] as const) {
    it(`come as they were in WebP of quality 100, with ${channels} channels`, async () => {
      const frame = drawing(channels);
      assert.deepEqual(Buffer.from(await roundTrip(frame, webp(100))), Buffer.from(frame.pixels));
    });

    for (const codec of [jpeg(90), webp(90)]) {
      it(`come nearly as they were in ${codec.encoding} of quality 90, with ${channels} channels`, async () => {
        const frame = drawing(channels);
        const pixels = await roundTrip(frame, codec);
        assert.equal(pixels.byteLength, frame.pixels.byteLength);
        const mean = meanDifferent(pixels, frame.pixels);
        assert.ok(mean > 0 && mean < 3, `${mean}`);
      });
    }
  }

  it('keep the colours of single pixels in JPEG', async () => {
    const stripes = new Uint8Array(SIZE.width * SIZE.height * 3);
    for (let i = 0; i < SIZE.width * SIZE.height; i++) stripes.set(i % 2 === 0 ? [255, 0, 0] : [0, 0, 255], i * 3);
    const pixels = await roundTrip({ ...SIZE, channels: 3, pixels: stripes }, jpeg(95));
    assert.ok(mostDifferent(pixels, stripes) < 40);
  });

  it('take more bytes and are nearer to what they were with more quality', async () => {
    const frame = drawing(3);
    for (const codec of [jpeg, webp]) {
      const results = await Promise.all(
        [20, 95].map(async (quality) => {
          const bytes = (await encodeFrame(frame, codec(quality)))!;
          const pixels = await decodeFrame(bytes, codec(quality).encoding, frame);
          return { bytes: bytes.byteLength, mean: meanDifferent(pixels, frame.pixels) };
        }),
      );
      assert.ok(results[0]!.bytes < results[1]!.bytes && results[0]!.mean > results[1]!.mean);
    }
  });

  it('are not encoded where that takes as many bytes as pixels do, or sides that the format has not', async () => {
    const random = seededRandom(1);
    const noise = Uint8Array.from({ length: SIZE.width * SIZE.height * 3 }, () => Math.floor(random() * 256));
    assert.equal(await encodeFrame({ ...SIZE, channels: 3, pixels: noise }, webp(100)), null);
    const long = { width: 20_000, height: 8 };
    const pixels = new Uint8Array(20_000 * 8);
    assert.equal(await encodeFrame({ ...long, channels: 1, pixels }, webp(50)), null);
    assert.ok(await encodeFrame({ ...long, channels: 1, pixels }, jpeg(50)));
  });

  describe('are refused that', () => {
    const form = { ...SIZE, channels: 3 as const };
    const encoded = async (codec: FrameCodec, frame: FramePixels = drawing(3)) => (await encodeFrame(frame, codec))!;
    const larger = () => ({ width: 128, height: 64, channels: 3 as const, pixels: new Uint8Array(128 * 64 * 3) });

    for (const [what, make, message] of [
      ['are nothing', async () => new Uint8Array(), /it is no JPEG/],
      ['are of another format', () => encoded(webp(50)), /it is no JPEG/],
      [
        'are a drawing of vectors',
        async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
        /it is no JPEG/,
      ],
      ['begin right and go on wrong', async () => Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 9, 9, 9), /.+/],
      ['are cut', async () => (await encoded(jpeg(80))).subarray(0, 700), /.+/],
      ['are larger', () => encoded(jpeg(50), larger()), /exceeds pixel limit/],
      [
        'are turned',
        async () =>
          sharp(await encoded(jpeg(50)))
            .rotate(90)
            .jpeg()
            .toBuffer(),
        /64x96 pixels/,
      ],
    ] as const) {
      it(what, async () => {
        await assert.rejects(decodeFrame(await make(), 'jpeg', form), message);
      });
    }

    it('have transparency', async () => {
      const bytes = await sharp({ create: { ...SIZE, channels: 4, background: '#0000' } })
        .webp()
        .toBuffer();
      await assert.rejects(decodeFrame(bytes, 'webp', form), /96x64 pixels in 4 channels/);
    });
  });
});
