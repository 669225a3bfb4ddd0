import assert from 'node:assert/strict';
import { appendFile, copyFile, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DecodedFrame } from '../../../producer/ffmpeg/decoded-frame.ts';
import { FfmpegDecoder } from '../../../producer/ffmpeg/ffmpeg-decoder.ts';
import { findFfmpeg } from '../../../producer/ffmpeg/find-ffmpeg.ts';
import type { Input } from '../../../producer/input/inputs.ts';
import { probeVideo } from '../../../producer/input/probe.ts';
import { FramefleetError } from '../../../shared/errors.ts';
import { runSettingsSchema } from '../../../shared/run.ts';
import { ffmpeg, patternClip } from '../../fixtures/clips.ts';
import { ffprobeFrameCount } from '../../fixtures/ffprobe.ts';
import { childrenNamed } from '../../fixtures/processes.ts';
import { RECORDINGS } from '../../fixtures/recordings.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';

const fileOf = (path: string): Input => ({ kind: 'file', source: path, uri: path });
const refused = (code: string, pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof FramefleetError);
  assert.deepEqual([error.code, pattern.test(error.message)], [code, true], error.message);
  return true;
};

describe('odd sources', () => {
  const folder = suiteFolder();
  const at = (name: string) => join(folder, name);

  async function start(path: string): Promise<FfmpegDecoder> {
    const found = await findFfmpeg(null);
    const settings = runSettingsSchema.parse({});
    const wanted = [{ first: 0, last: Infinity }];
    return new FfmpegDecoder({
      ffmpeg: found,
      input: fileOf(path),
      network: { width: 320, height: 320 },
      settings,
      wanted,
    });
  }

  async function decode(path: string): Promise<DecodedFrame[]> {
    const frames: DecodedFrame[] = [];
    for await (const frame of (await start(path)).frames()) frames.push(frame);
    return frames;
  }

  it('count on when the picture changes its size midway', async () => {
    const test = (size: string) => [
      '-f',
      'lavfi',
      '-i',
      `testsrc=size=${size}:rate=10:duration=1`,
      '-c:v',
      'mpeg2video',
    ];
    ffmpeg(...test('160x120'), at('a.ts'));
    ffmpeg(...test('320x200'), '-output_ts_offset', '5', at('b.ts'));
    await appendFile(at('a.ts'), await readFile(at('b.ts')));
    const frames = await decode(at('a.ts'));
    assert.deepEqual(
      frames.map(({ frameIndex }) => frameIndex),
      Array.from({ length: ffprobeFrameCount(at('a.ts')) }, (_, index) => index),
    );
  });

  it('get ascending times where the stream carries none', async () => {
    ffmpeg('-i', RECORDINGS['hevc.mp4'](folder), '-c', 'copy', at('raw.hevc'));
    const frames = await decode(at('raw.hevc'));
    assert.equal(frames.length, 10);
    for (const [index, { pts }] of frames.entries()) assert.ok(index === 0 || pts > frames[index - 1]!.pts);
  });

  it('keep the time that a stream begins with', async () => {
    ffmpeg('-i', RECORDINGS['hevc.mp4'](folder), '-c', 'copy', '-output_ts_offset', '100', at('late.mkv'));
    assert.equal((await decode(at('late.mkv')))[0]!.pts, 100_000);
  });

  it('are refused when they hold sound, a cover or text alone', async () => {
    const found = await findFfmpeg(null);
    const tone = ['-f', 'lavfi', '-i', 'sine=duration=0.2'];
    ffmpeg(...tone, at('sound.m4a'));
    const cover = ['-f', 'lavfi', '-i', 'color=size=64x64', '-frames:v', '1', '-disposition:v', 'attached_pic'];
    ffmpeg(...tone, ...cover, '-c:v', 'mjpeg', at('cover.mp3'));
    await copyFile('package.json', at('notes.txt'));
    for (const [name, pattern] of [
      ['sound.m4a', /without a video stream/],
      ['cover.mp3', /without a video stream/],
      ['notes.txt', /a text file/],
    ] as const) {
      await assert.rejects(probeVideo(found, fileOf(at(name))), refused('INPUT_UNREADABLE', pattern));
    }
  });

  for (const name of ['z%d.jpg', 'z%03d.png', 'z*.jpg', 'z?.bmp', '50%.jpg', 'z{1,2}.png', 'a[1].jpg']) {
    it(`are one picture when they are called ${name}, whatever lies beside it`, async () => {
      const ending = name.slice(name.lastIndexOf('.'));
      for (const other of [`z1${ending}`, `z001${ending}`, `z2${ending}`]) {
        patternClip(at(other), { frames: 1, size: '32x32', output: ['-f', 'image2', '-update', '1'] });
      }
      patternClip(at('plain.png'), { frames: 1, size: '64x48', output: ['-f', 'image2', '-update', '1'] });
      ffmpeg('-i', at('plain.png'), '-f', 'image2', '-update', '1', at(`picture${ending}`));
      await rename(at(`picture${ending}`), at(name));
      const frames = await decode(at(name));
      assert.deepEqual(
        frames.map(({ source }) => source),
        [{ width: 64, height: 48 }],
      );
    });
  }

  it('are named when they are an animated WebP', async () => {
    const path = at('animated.webp');
    await writeFile(path, animatedWebp());
    await assert.rejects(
      probeVideo(await findFfmpeg(null), fileOf(path)),
      refused('INPUT_UNREADABLE', /got an animated WebP, which this ffmpeg cannot decode/),
    );
  });

  it('give the frames so far and an error when ffmpeg is killed', async () => {
    const decoding = await start(RECORDINGS['b-frames.mp4'](folder));
    let count = 0;
    const reading = async () => {
      for await (const _ of decoding.frames()) {
        if (++count !== 20) continue;
        for (const pid of childrenNamed('ffmpeg')) process.kill(pid, 'SIGKILL');
      }
    };
    await assert.rejects(reading, refused('FFMPEG_FAILED', /killed with signal SIGKILL/));
    assert.ok(count >= 20 && count < 300);
  });

  it('are not blamed for an ffmpeg that cannot be started', async () => {
    const gone = { ...(await findFfmpeg(null)), path: at('gone-ffmpeg') };
    const path = patternClip(at('sound-and-well.mp4'), { frames: 2 });
    await assert.rejects(probeVideo(gone, fileOf(path)), refused('FFMPEG_FAILED', /could not be started/));
    const settings = runSettingsSchema.parse({});
    const network = { width: 32, height: 32 };
    const decoder = new FfmpegDecoder({ ffmpeg: gone, input: fileOf(path), network, settings, wanted: [] });
    await assert.rejects(decoder.facts, refused('FFMPEG_FAILED', /could not be started/));
    await decoder.ended();
  });

  it('need an ffmpeg that runs', async () => {
    await assert.rejects(
      findFfmpeg(at('no-ffmpeg')),
      refused('FFMPEG_MISSING', /no-ffmpeg.*FFMPEG_PATH.*ffmpeg-static.*PATH/),
    );
  });
});

/** The beginning of an animated picture: ffmpeg gives up at the first chunk that says so. */
function animatedWebp(): Buffer {
  const chunk = (name: string, content: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(content.length);
    return Buffer.concat([Buffer.from(name), length, content]);
  };
  const size = Buffer.from([0x02, 0, 0, 0, 63, 0, 0, 47, 0, 0]); // animated, 64×48
  const frame = Buffer.concat([Buffer.alloc(16), chunk('VP8L', Buffer.from([0x2f, 0x3f, 0xc0, 0x0b, 0x00, 0x00]))]);
  return chunk(
    'RIFF',
    Buffer.concat([Buffer.from('WEBP'), chunk('VP8X', size), chunk('ANIM', Buffer.alloc(6)), chunk('ANMF', frame)]),
  );
}
