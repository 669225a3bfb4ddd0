import { FfmpegError } from '../../shared/errors.ts';
import type { Input } from '../input/inputs.ts';
import { FfmpegLogErrors } from './ffmpeg-log-errors.ts';
import type { FfmpegArguments } from './ffmpeg-outputs.ts';
import { startFfmpeg } from './ffmpeg-process.ts';
import { namesOf } from './ffmpeg-source.ts';
import type { Ffmpeg } from './find-ffmpeg.ts';

/** What an ffmpeg is to do that ends by itself. */
export interface FfmpegOrder {
  readonly job: FfmpegArguments;
  /** What it reads. */
  readonly input: Input;
  /** Where it writes text: one of `FFMPEG_FD`. */
  readonly fd: number;
  /** The end of a sentence: "Expected ffmpeg …". */
  readonly expected: string;
}

/**
 * Runs an ffmpeg to its end.
 *
 * @param onText - gets what it writes, in pieces of any length
 * @throws {FfmpegError} `FFMPEG_FAILED`
 * @throws the reason of `signal`
 */
export async function readToEnd(
  ffmpeg: Ffmpeg,
  { job, input, fd, expected }: FfmpegOrder,
  onText: (piece: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const logErrors = new FfmpegLogErrors(namesOf(input));
  const process = startFfmpeg(ffmpeg, job, (line) => logErrors.read(line));
  const stop = (): void => process.kill('SIGKILL');
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    const streams = await process.streams;
    streams?.(fd).setEncoding('latin1').on('data', onText);
    const { failure } = await process.done;
    signal.throwIfAborted();
    if (failure === null) return;
    throw new FfmpegError(
      'FFMPEG_FAILED',
      `Expected ffmpeg ${expected}, got: ${failure} (it said: ${logErrors.summary()}).`,
    );
  } finally {
    signal.removeEventListener('abort', stop);
    process.kill('SIGKILL');
  }
}
