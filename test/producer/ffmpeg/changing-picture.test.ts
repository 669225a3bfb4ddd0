import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chunksOfCamera } from '../../../producer/chunker.ts';
import { FfmpegDecoder } from '../../../producer/ffmpeg/ffmpeg-decoder.ts';
import { findFfmpeg } from '../../../producer/ffmpeg/find-ffmpeg.ts';
import { placementOf } from '../../../shared/geometry.ts';
import { runSettingsSchema } from '../../../shared/run.ts';
import { ffmpeg, patternClip } from '../../fixtures/clips.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';
import { concatenate } from '../concatenate.ts';
import { decodeAll, fileOf, indexesOf, upTo } from '../decode.ts';

describe('a picture that changes midway', () => {
  const folder = suiteFolder();
  const at = (name: string) => join(folder, name);
  before(async () => {
    // Three times 12 frames, each time with a display orientation on the first one alone.
    const turn = ['-bsf:v', 'h264_metadata=display_orientation=insert:rotate=90'];
    const oneGroup = { size: '96x64', fps: 24, frames: 12, output: ['-c:v', 'libx264', '-bf', '0', ...turn] };
    patternClip(at('turned.h264'), oneGroup);
    await concatenate(at('turned-3.h264'), [at('turned.h264'), at('turned.h264'), at('turned.h264')]);
    for (const [name, size] of [
      ['wide', '160x40'],
      ['high', '40x160'],
    ] as const) {
      ffmpeg(
        '-f',
        'lavfi',
        '-i',
        `color=white:size=${size}:rate=24`,
        '-frames:v',
        '12',
        '-c:v',
        'mjpeg',
        at(`${name}.mjpeg`),
      );
    }
    await concatenate(at('sizes.mjpeg'), [at('wide.mjpeg'), at('high.mjpeg'), at('wide.mjpeg')]);
    for (const format of ['yuvj422p', 'yuvj420p']) {
      patternClip(at(`${format}.mjpeg`), { frames: 12, output: ['-pix_fmt', format] });
    }
    await concatenate(at('formats.mjpeg'), [at('yuvj422p.mjpeg'), at('yuvj420p.mjpeg')]);
  });

  for (const [name, count] of [
    ['turned-3.h264', 36],
    ['sizes.mjpeg', 36],
    ['formats.mjpeg', 24],
  ] as const) {
    it(`gives each of the frames of ${name} once, however they are sampled`, async () => {
      assert.deepEqual(indexesOf((await decodeAll(at(name))).frames), upTo(count));
      const { frames } = await decodeAll(at(name), { settings: { every: 5 } });
      assert.deepEqual(
        indexesOf(frames),
        upTo(count).filter((index) => index % 5 === 0),
      );
      const ticks = (await decodeAll(at(name), { settings: { fps: 4 } })).frames;
      assert.equal(ticks.length, new Set(indexesOf(ticks)).size);
      assert.ok(Math.abs(ticks.length - count / 6) <= 2, `${ticks.length} frames at 4 a second`);
    });

    it(`gives the missing frames of ${name} as a whole pass does`, async () => {
      const strip = ({ frames }: Awaited<ReturnType<typeof decodeAll>>) =>
        frames.map(({ arrivedAt: _, ...frame }) => frame);
      const settings = { every: 2 };
      const whole = strip(await decodeAll(at(name), { settings }));
      const wanted = [
        { first: 2, last: 3 },
        { first: 8, last: 11 },
      ];
      assert.deepEqual(strip(await decodeAll(at(name), { settings, wanted })), [
        ...whole.slice(2, 4),
        ...whole.slice(8, 12),
      ]);
    });
  }

  it('tells the size of each frame as it is shown, and places each in the network by its own', async () => {
    const { frames } = await decodeAll(at('sizes.mjpeg'), { settings: { resize: 'letterbox' } });
    const network = { width: 64, height: 64 };
    for (const { frameIndex, source, pixels } of frames) {
      const isHigh = frameIndex >= 12 && frameIndex < 24;
      assert.deepEqual(source, isHigh ? { width: 40, height: 160 } : { width: 160, height: 40 });
      const { left, top, width, height } = placementOf(source, network, 'letterbox');
      for (let index = 0; index < pixels.length; index += 3) {
        const [x, y] = [(index / 3) % 64, Math.floor(index / 3 / 64)];
        const isInside = x >= left && x < left + width && y >= top && y < top + height;
        assert.ok(
          isInside ? pixels[index]! > 240 : pixels[index] === 128,
          `${pixels[index]} at ${x},${y} of ${frameIndex}`,
        );
      }
    }
  });

  it('tells the size of frames that turn as they are shown', async () => {
    const { frames } = await decodeAll(at('turned-3.h264'));
    assert.deepEqual(frames[0]!.source, { width: 64, height: 96 });
  });

  it('is upright where a picture alone says which side is up', async () => {
    patternClip(at('plain.jpg'), { size: '96x64', frames: 1, output: ['-q:v', '2', '-f', 'image2', '-update', '1'] });
    const plain = await readFile(at('plain.jpg'));
    // EXIF with one entry: orientation 6, to be turned by 90° clockwise.
    const entry = '4949 2a00 0800 0000 0100 1201 0300 0100 0000 0600 0000 0000 0000';
    const exif = Buffer.concat([Buffer.from('Exif\0\0'), Buffer.from(entry.replaceAll(' ', ''), 'hex')]);
    const head = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
    await writeFile(at('turned.jpg'), Buffer.concat([plain.subarray(0, 2), head, exif, plain.subarray(2)]));
    const [before, after] = [(await decodeAll(at('plain.jpg'))).frames, (await decodeAll(at('turned.jpg'))).frames];
    assert.deepEqual(
      [before[0]!.source, after[0]!.source],
      [
        { width: 96, height: 64 },
        { width: 64, height: 96 },
      ],
    );
    let [difference, unturned] = [0, 0];
    for (const y of upTo(64)) {
      for (const x of upTo(64)) {
        const pixel = after[0]!.pixels[3 * (64 * y + x)]!;
        difference += Math.abs(pixel - before[0]!.pixels[3 * (64 * (63 - x) + y)]!);
        unturned += Math.abs(pixel - before[0]!.pixels[3 * (64 * y + x)]!);
      }
    }
    assert.ok(difference < unturned / 5, `${difference} of ${unturned}`);
  });

  it('hands over frames of one size where they are reduced', async () => {
    const { frames } = await decodeAll(at('sizes.mjpeg'), { settings: { scale: 0.25 } });
    assert.deepEqual(
      frames.slice(12).map(({ size }) => size),
      Array(24).fill({ width: 64, height: 64 }),
    );
    assert.ok(frames.every(({ size, pixels }) => pixels.length === 3 * size.width * size.height));
  });

  describe('of a camera', () => {
    it('counts frames on, and tells the size of each', async () => {
      for (const settings of [{}, { scale: 0.25 }, { every: 2 }]) {
        const { frames } = await decodeAll(at('sizes.mjpeg'), { kind: 'camera', settings });
        const step = settings.every ?? 1;
        assert.deepEqual(
          indexesOf(frames),
          upTo(36).filter((index) => index % step === 0),
        );
        assert.deepEqual(
          frames.map(({ ordinal }) => ordinal),
          upTo(frames.length),
        );
        for (const { frameIndex, source, size, pixels } of frames) {
          const isHigh = frameIndex >= 12 && frameIndex < 24;
          assert.deepEqual(source, isHigh ? { width: 40, height: 160 } : { width: 160, height: 40 });
          assert.equal(pixels.length, 3 * size.width * size.height);
          if (settings.scale) assert.deepEqual(size, isHigh ? { width: 10, height: 40 } : { width: 40, height: 10 });
        }
      }
    });

    it('closes a chunk before a frame of another size', async () => {
      const decoder = new FfmpegDecoder({
        ffmpeg: await findFfmpeg(null),
        input: { ...fileOf(at('sizes.mjpeg')), kind: 'camera' },
        network: { width: 64, height: 64 },
        settings: runSettingsSchema.parse({ scale: 0.25 }),
        wanted: [{ first: 0, last: Infinity }],
      });
      const lengths: number[] = [];
      for await (const frames of chunksOfCamera(decoder.frames(), 8, 60_000)) lengths.push(frames.length);
      assert.deepEqual(lengths, [8, 4, 8, 4, 8, 4]);
    });
  });
});
