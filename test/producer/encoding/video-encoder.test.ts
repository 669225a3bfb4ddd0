import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EncodeOrder } from '../../../producer/encoding/encode-args.ts';
import { VideoEncoder } from '../../../producer/encoding/video-encoder.ts';
import { findFfmpeg } from '../../../producer/ffmpeg/find-ffmpeg.ts';
import { ffprobePackets, ffprobeVideo } from '../../fixtures/ffprobe-streams.ts';
import { rgbFrames } from '../../fixtures/rgb-frames.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';

const SIZE = { width: 64, height: 48 };
const PLAIN = { matrix: null, primaries: null, transfer: null, pixelAspect: null };

describe('A video encoder', () => {
  const folder = suiteFolder();
  const at = (name: string) => join(folder, name);
  const order = (changes: Partial<EncodeOrder> = {}): EncodeOrder => ({
    size: SIZE,
    timeBase: [1, 90_000],
    firstPts: 0,
    rate: { fpsNum: 25, fpsDen: 1 },
    lastTicks: 3600,
    look: PLAIN,
    container: 'mp4',
    sound: null,
    ...changes,
  });
  /** A frame of one colour. */
  const plain = ([red, green, blue]: readonly number[], { width, height } = SIZE) =>
    Uint8Array.from({ length: width * height * 3 }, (_, index) => [red, green, blue][index % 3]!);

  const encode = async (name: string, given: EncodeOrder, frames: readonly (readonly [number, Uint8Array])[]) => {
    const encoder = new VideoEncoder(await findFfmpeg(null), given, at(name));
    for (const [pts, pixels] of frames) await encoder.write(pixels, pts);
    await encoder.end();
    return at(name);
  };

  for (const [name, container, timeBase, ticks, factor] of [
    ['ticks.mp4', 'mp4', [1, 90_000], [7, 3010, 3011, 9000, 20_000, 777_123], 1],
    ['thirds.mov', 'mov', [1001, 30_000], [5, 6, 9, 100], 1001],
    ['negative.mp4', 'mp4', [1, 12_800], [-1024, 0, 512, 513], 1],
    ['milliseconds.mkv', 'matroska', [1, 1000], [40, 41, 90, 4000], 1],
  ] as const) {
    it(`writes each frame at its own tick: ${name}`, async () => {
      const given = order({ timeBase, firstPts: ticks[0], container, lastTicks: 11 });
      const path = await encode(
        name,
        given,
        [...ticks].map((pts, n) => [pts, plain([n * 40, 90, 20])] as const),
      );
      assert.deepEqual(
        ffprobePackets(path, 'V').map(({ pts }) => pts),
        [...ticks].map((pts) => pts * factor),
      );
    });
  }

  it('shows the last frame for as long as it is told', async () => {
    const path = await encode('last.mp4', order({ lastTicks: 45_000 }), [
      [0, plain([0, 0, 0])],
      [3600, plain([9, 9, 9])],
    ]);
    assert.equal(Number(ffprobeVideo(path).duration), (3600 + 45_000) / 90_000);
  });

  it('keeps colours, by the rule that the source has, and the shape of pixels', async () => {
    const colours = [
      [200, 30, 30],
      [30, 180, 40],
      [40, 40, 220],
    ];
    for (const matrix of [null, 'bt709', 'bt2020nc']) {
      const look = { matrix, primaries: null, transfer: null, pixelAspect: [4, 3] } as const;
      const frames = colours.map((colour, n) => [n * 3600, plain(colour)] as const);
      const path = await encode(`${matrix}.mp4`, order({ look }), frames);
      for (const [n, frame] of rgbFrames(path, SIZE).entries()) {
        const middle = (24 * 64 + 32) * 3;
        const off = [0, 1, 2].map((channel) => Math.abs(frame[middle + channel]! - colours[n]![channel]!));
        assert.ok(Math.max(...off) <= 4, `${matrix} ${n}: ${off}`);
      }
      const { color_space = null, sample_aspect_ratio } = ffprobeVideo(path);
      assert.deepEqual([color_space, sample_aspect_ratio], [matrix, '4:3']);
    }
  });

  it('makes sides even, to the right and below', async () => {
    const size = { width: 63, height: 47 };
    const path = await encode('odd.mp4', order({ size }), [[0, plain([250, 250, 250], size)]]);
    const { width, height } = ffprobeVideo(path);
    assert.deepEqual([width, height], [64, 48]);
    const [frame] = rgbFrames(path, SIZE);
    assert.ok(frame![(10 * 64 + 30) * 3]! > 240 && frame![(47 * 64 + 30) * 3]! < 40);
  });

  it('says what ffmpeg said where the file cannot be written, also to who goes on writing', async () => {
    const encoder = new VideoEncoder(await findFfmpeg(null), order(), at('none/x.mp4'));
    const writing = async () => {
      for (let n = 0; n < 1000; n++) await encoder.write(plain([0, 0, 0]), n * 3600);
      await encoder.end();
    };
    await assert.rejects(writing(), {
      code: 'FFMPEG_FAILED',
      message: /to encode what was drawn, got: .*No such file/,
    });
    assert.ok(!existsSync(at('none')));
  });

  it('is given up at any moment', async () => {
    const encoder = new VideoEncoder(await findFfmpeg(null), order(), at('given-up.mp4'));
    await encoder.write(plain([0, 0, 0]), 0);
    await encoder.abandon();
    await assert.rejects(encoder.write(plain([0, 0, 0]), 3600), { code: 'FFMPEG_FAILED' });
    await encoder.abandon();
  });
});
