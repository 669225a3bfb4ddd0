import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Ffmpeg } from '../../producer/ffmpeg/find-ffmpeg.ts';
import { FfmpegError, messageOf } from '../../shared/errors.ts';
import { BUNDLE } from '../demo/bundle.ts';

/** What the camera of the study gave. */
export const CAMERA = { width: 1280, height: 720, maxFps: 30 } as const;
/** Of the clip, before it begins anew. */
const ENCODED_SECONDS = 10;
const LOOPS = 12;

/**
 * The bundled clip as that camera would have given it, two minutes long.
 *
 * @returns its path
 * @throws {FfmpegError} `FFMPEG_FAILED`
 */
export async function studyClip(ffmpeg: Ffmpeg, folder: string): Promise<string> {
  const { width, height, maxFps } = CAMERA;
  const short = join(folder, 'short.mp4');
  const long = join(folder, 'camera.mp4');
  const picture = ['-an', '-t', `${ENCODED_SECONDS}`, '-vf', `scale=${width}:${height}`, '-r', `${maxFps}`];
  const encode = (...codec: string[]) => run(ffmpeg, '-i', BUNDLE.clip, ...picture, ...codec, short);
  try {
    // not every ffmpeg has x264
    await encode('-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p').catch(() => encode('-q:v', '4'));
    await run(ffmpeg, '-stream_loop', `${LOOPS - 1}`, '-i', short, '-c', 'copy', long);
  } catch (cause) {
    throw new FfmpegError('FFMPEG_FAILED', `Expected ffmpeg to make the study's clip, got: ${messageOf(cause)}`, {
      cause,
    });
  }
  return long;
}

async function run({ path }: Ffmpeg, ...args: string[]): Promise<void> {
  await promisify(execFile)(path, ['-v', 'error', '-nostdin', '-y', ...args]);
}
