import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findFfmpeg } from '../../../producer/ffmpeg/find-ffmpeg.ts';
import { identifyVideo } from '../../../producer/input/video-identity.ts';
import { copyAtConstantRate } from '../../../producer/recording/constant-rate-copy.ts';
import { ffmpeg, patternClip } from '../../fixtures/clips.ts';
import { ffprobeTimes } from '../../fixtures/ffprobe.ts';
import { RECORDINGS } from '../../fixtures/recordings.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';
import { concatenate } from '../concatenate.ts';
import { fileOf } from '../decode.ts';

const RATE = { fpsNum: 30_000, fpsDen: 1001 };

/** Facts of the first video stream, as an independent program reads them. */
function streamOf(path: string): Record<string, string> {
  const entries = 'stream=width,height,r_frame_rate,avg_frame_rate,nb_frames,has_b_frames';
  const text = execFileSync('ffprobe', ['-v', 'quiet', '-show_entries', entries, '-of', 'default=nw=1', path], {
    encoding: 'utf8',
  });
  return Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => line.split('=') as [string, string]),
  );
}

/** The mean grey of each frame as it is shown. */
function greys(path: string): number[] {
  const args = ['-v', 'error', '-i', path, '-vf', 'scale=1:1:flags=area,format=gray', '-vsync', 'passthrough'];
  return [...execFileSync('ffmpeg', [...args, '-f', 'rawvideo', '-'])];
}

describe('A copy at a constant rate', () => {
  const folder = suiteFolder();
  const at = (name: string) => join(folder, name);
  let copies = 0;

  const copy = async (path: string, size: { width: number; height: number }, signal = new AbortController().signal) => {
    const input = fileOf(path);
    const { videoId } = await identifyVideo(input);
    const told: number[] = [];
    const copied = `${path}.${copies++}.mp4`;
    const order = { uri: path, videoId, frameCount: null, ...RATE, ...size };
    await copyAtConstantRate(await findFfmpeg(null), order, copied, {
      signal,
      onProgress: (done) => told.push(done),
    });
    return { copied, told };
  };

  before(async () => {
    // each frame is as bright as its number says, whatever its size
    for (const [name, size, first] of [
      ['a', '160x90', 0],
      ['b', '90x160', 12],
      ['c', '64x64', 24],
      ['d', '160x90', 36],
    ] as const) {
      const grey = `color=black:size=${size}:rate=24,format=yuvj420p,geq=lum=40+4*(N+${first}):cb=128:cr=128`;
      ffmpeg('-f', 'lavfi', '-i', grey, '-frames:v', '12', '-c:v', 'mjpeg', '-q:v', '2', at(`${name}.mjpeg`));
    }
    await concatenate(
      at('sizes.mjpeg'),
      ['a', 'b', 'c', 'd'].map((name) => at(`${name}.mjpeg`)),
    );
    for (const format of ['yuvj422p', 'yuvj420p']) {
      patternClip(at(`${format}.mjpeg`), { frames: 12, output: ['-pix_fmt', format] });
    }
    await concatenate(at('formats.mjpeg'), [at('yuvj422p.mjpeg'), at('yuvj420p.mjpeg'), at('yuvj422p.mjpeg')]);
    const turn = ['-bsf:v', 'h264_metadata=display_orientation=insert:rotate=90'];
    patternClip(at('turned.h264'), { size: '96x64', frames: 12, output: ['-c:v', 'libx264', '-bf', '0', ...turn] });
    await concatenate(at('turned-3.h264'), [at('turned.h264'), at('turned.h264'), at('turned.h264')]);
  });

  for (const [name, size, count] of [
    ['sizes.mjpeg', { width: 160, height: 90 }, 48],
    ['formats.mjpeg', { width: 160, height: 120 }, 36],
    ['turned-3.h264', { width: 64, height: 96 }, 36],
  ] as const) {
    it(`has each frame of ${name}, whose picture changes midway, once, at even times and of one size`, async () => {
      const { copied, told } = await copy(at(name), size);
      const times = ffprobeTimes(copied);
      assert.equal(times.length, count);
      for (const [n, time] of times.entries()) assert.ok(Math.abs(time - (n * 1001) / 30_000) < 1e-5, `${n}: ${time}`);
      const { width, height, r_frame_rate, avg_frame_rate, has_b_frames } = streamOf(copied);
      assert.deepEqual([width, height].map(Number), [size.width, size.height]);
      assert.deepEqual([r_frame_rate, avg_frame_rate, has_b_frames], ['30000/1001', '30000/1001', '0']);
      assert.equal(told.at(-1), count);
      assert.ok(told.every((done, index) => index === 0 || done >= told[index - 1]!));
    });
  }

  it('shows in frame n what the source shows in frame n', async () => {
    const { copied } = await copy(at('sizes.mjpeg'), { width: 160, height: 90 });
    const [own, theirs] = [greys(copied), Array.from({ length: 48 }, (_, n) => 40 + 4 * n)];
    assert.equal(own.length, theirs.length);
    const steps = own.slice(1).map((grey, n) => grey - own[n]!);
    assert.ok(
      steps.every((step) => step >= 2 && step <= 7),
      own.join(' '),
    );
  });

  it('has even sides, whatever those of the source, and all frames of one with B-frames', async () => {
    const odd = patternClip(at('odd.mkv'), { size: '161x91', frames: 9, output: ['-c:v', 'ffv1'] });
    const { copied } = await copy(odd, { width: 161, height: 91 });
    const { width, height } = streamOf(copied);
    assert.deepEqual([width, height], ['162', '92']);
    assert.equal(ffprobeTimes(copied).length, 9);
    const bFrames = await copy(RECORDINGS['b-frames.mp4'](folder), { width: 320, height: 180 });
    assert.equal(ffprobeTimes(bFrames.copied).length, 300);
  });

  it('is given up when it is told to stop, with the reason of that, and says what ffmpeg said where it fails', async () => {
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    await assert.rejects(copy(at('sizes.mjpeg'), { width: 160, height: 90 }, stop.signal), /^Error: enough$/);
    const order = { uri: at('sizes.mjpeg'), videoId: (await identifyVideo(fileOf(at('sizes.mjpeg')))).videoId };
    const control = { signal: new AbortController().signal, onProgress: () => undefined };
    const shape = { ...RATE, width: 160, height: 90 };
    await assert.rejects(
      copyAtConstantRate(await findFfmpeg(null), { ...order, ...shape, frameCount: null }, at('none/x.mp4'), control),
      { code: 'FFMPEG_FAILED', message: /at a constant rate, got: it exited with code 1 \(it said: .*No such file/ },
    );
    assert.ok(!existsSync(at('none')));
    await assert.rejects(
      copyAtConstantRate(await findFfmpeg(null), { ...order, ...shape, frameCount: 40 }, at('x.mp4'), control),
      { code: 'INPUT_UNREADABLE', message: /to decode to 40 frames as it did before, got 48/ },
    );
  });
});
