import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { FfmpegError } from '../../shared/errors.ts';

/**
 * Encodes RGB frames as H.264, the same frames to the same bytes (one thread, no time stamps or tool names in the file).
 *
 * @throws {FfmpegError} `FFMPEG_MISSING` or `FFMPEG_FAILED`
 */
export async function encodeVideo(
  frames: AsyncIterable<Buffer>,
  video: { width: number; height: number; fps: number; crf: number; out: string },
  ffmpegPath: string,
): Promise<void> {
  const input = [
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgb24',
    '-s',
    `${video.width}x${video.height}`,
    '-r',
    `${video.fps}`,
    '-i',
    '-',
  ];
  const codec = ['-c:v', 'libx264', '-preset', 'slow', '-crf', `${video.crf}`, '-pix_fmt', 'yuv420p', '-threads', '1'];
  const file = ['-fflags', '+bitexact', '-flags:v', '+bitexact', '-movflags', '+faststart', '-g', `${video.fps * 5}`];
  const args = ['-v', 'error', '-y', ...input, ...codec, ...file, video.out];
  const child = spawn(ffmpegPath, args, { stdio: ['pipe', 'ignore', 'pipe'] });
  const ended = once(child, 'close');
  const said = text(child.stderr);
  const [fed, exit] = await Promise.allSettled([pipeline(Readable.from(frames), child.stdin), ended]);
  if (exit.status === 'rejected') {
    const message = `Expected \`${ffmpegPath}\` to be ffmpeg, found no such program; install ffmpeg or set FFMPEG_PATH.`;
    throw new FfmpegError('FFMPEG_MISSING', message, { cause: exit.reason });
  }
  if (exit.value[0] !== 0)
    throw new FfmpegError('FFMPEG_FAILED', `ffmpeg could not encode \`${video.out}\`: ${await said}`);
  if (fed.status === 'rejected') throw fed.reason;
}
