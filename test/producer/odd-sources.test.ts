import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DecodedFrame } from '../../producer/decoded-frame.ts';
import { FfmpegDecoder } from '../../producer/ffmpeg-decoder.ts';
import { findFfmpeg } from '../../producer/find-ffmpeg.ts';
import type { Input } from '../../producer/inputs.ts';
import { probeVideo } from '../../producer/probe.ts';
import { FramefleetError } from '../../shared/errors.ts';
import { runSettingsSchema } from '../../shared/run.ts';
import { childrenNamed } from '../fixtures/processes.ts';
import { RECORDINGS } from '../fixtures/recordings.ts';
import { ffprobeFrameCount } from './ffprobe.ts';

const fileOf = (path: string): Input => ({ kind: 'file', source: path, uri: path });
const make = (...args: string[]) => execFileSync('ffmpeg', ['-v', 'error', '-y', ...args]);
const refused = (code: string, pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof FramefleetError);
  assert.deepEqual([error.code, pattern.test(error.message)], [code, true], error.message);
  return true;
};

describe('odd sources', () => {
  let folder: string;
  const at = (name: string) => join(folder, name);
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'framefleet-odd-'));
  });
  after(() => rm(folder, { recursive: true }));

  async function start(path: string): Promise<FfmpegDecoder> {
    const ffmpeg = await findFfmpeg(null);
    const settings = runSettingsSchema.parse({});
    const wanted = [{ first: 0, last: Infinity }];
    return new FfmpegDecoder({ ffmpeg, input: fileOf(path), network: { width: 320, height: 320 }, settings, wanted });
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
    make(...test('160x120'), at('a.ts'));
    make(...test('320x200'), '-output_ts_offset', '5', at('b.ts'));
    await appendFile(at('a.ts'), await readFile(at('b.ts')));
    const frames = await decode(at('a.ts'));
    assert.deepEqual(
      frames.map(({ frameIndex }) => frameIndex),
      Array.from({ length: ffprobeFrameCount(at('a.ts')) }, (_, index) => index),
    );
  });

  it('get ascending times where the stream carries none', async () => {
    make('-i', RECORDINGS['hevc.mp4'](folder), '-c', 'copy', at('raw.hevc'));
    const frames = await decode(at('raw.hevc'));
    assert.equal(frames.length, 10);
    for (const [index, { pts }] of frames.entries()) assert.ok(index === 0 || pts > frames[index - 1]!.pts);
  });

  it('keep the time that a stream begins with', async () => {
    make('-i', RECORDINGS['hevc.mp4'](folder), '-c', 'copy', '-output_ts_offset', '100', at('late.mkv'));
    assert.equal((await decode(at('late.mkv')))[0]!.pts, 100_000);
  });

  it('are refused when they hold sound, a cover or text alone', async () => {
    const ffmpeg = await findFfmpeg(null);
    const tone = ['-f', 'lavfi', '-i', 'sine=duration=0.2'];
    make(...tone, at('sound.m4a'));
    const cover = ['-f', 'lavfi', '-i', 'color=size=64x64', '-frames:v', '1', '-disposition:v', 'attached_pic'];
    make(...tone, ...cover, '-c:v', 'mjpeg', at('cover.mp3'));
    await copyFile('package.json', at('notes.txt'));
    for (const [name, pattern] of [
      ['sound.m4a', /without a video stream/],
      ['cover.mp3', /without a video stream/],
      ['notes.txt', /a text file/],
    ] as const) {
      await assert.rejects(probeVideo(ffmpeg, fileOf(at(name))), refused('INPUT_UNREADABLE', pattern));
    }
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

  it('need an ffmpeg that runs', async () => {
    await assert.rejects(
      findFfmpeg(at('no-ffmpeg')),
      refused('FFMPEG_MISSING', /no-ffmpeg.*FFMPEG_PATH.*ffmpeg-static.*PATH/),
    );
  });
});
