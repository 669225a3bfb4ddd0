import { Readable } from 'node:stream';
import ffmpeg from 'fluent-ffmpeg';
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
  await new Promise<void>((resolve, reject) => {
    ffmpeg(Readable.from(frames, { objectMode: false }))
      .setFfmpegPath(ffmpegPath)
      .inputOptions([
        '-f',
        'rawvideo',
        '-pix_fmt',
        'rgb24',
        '-s',
        `${video.width}x${video.height}`,
        '-r',
        `${video.fps}`,
      ])
      .outputOptions([
        '-c:v',
        'libx264',
        '-preset',
        'slow',
        '-crf',
        `${video.crf}`,
        '-pix_fmt',
        'yuv420p',
        '-threads',
        '1',
      ])
      .outputOptions([
        '-fflags',
        '+bitexact',
        '-flags:v',
        '+bitexact',
        '-movflags',
        '+faststart',
        '-g',
        `${video.fps * 5}`,
      ])
      .on('end', () => resolve())
      .on('error', (error) => reject(translated(error, ffmpegPath)))
      .save(video.out);
  });
}

function translated(error: Error, ffmpegPath: string): FfmpegError {
  if (/ENOENT|cannot find ffmpeg/i.test(error.message)) {
    return new FfmpegError(
      'FFMPEG_MISSING',
      `Expected ffmpeg at \`${ffmpegPath}\`, found none; install it or set FFMPEG_PATH.`,
      { cause: error },
    );
  }
  return new FfmpegError('FFMPEG_FAILED', `ffmpeg could not encode the clip: ${error.message}`, { cause: error });
}
