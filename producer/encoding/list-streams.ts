import { FfmpegError } from '../../shared/errors.ts';
import { FfmpegLogErrors } from '../ffmpeg/ffmpeg-log-errors.ts';
import { FFMPEG_FD } from '../ffmpeg/ffmpeg-outputs.ts';
import { startFfmpeg } from '../ffmpeg/ffmpeg-process.ts';
import { namesOf, sourceOf, sourceOptions, streamOptions } from '../ffmpeg/ffmpeg-source.ts';
import type { Ffmpeg } from '../ffmpeg/find-ffmpeg.ts';
import type { Input } from '../input/inputs.ts';
import { type ListedStream, ListedStreamsReader } from './listed-streams.ts';

/**
 * The video stream of a recording, then those of its sound, by their packets, all of which are read and none decoded.
 *
 * @throws {FfmpegError} `FFMPEG_FAILED`
 * @throws the reason of `signal`
 */
export async function listStreams(ffmpeg: Ffmpeg, input: Input, signal: AbortSignal): Promise<ListedStream[]> {
  const { program = null } = input.chosen ?? {};
  const sound = ['-map', program === null ? '0:a?' : `0:p:${program}:a?`];
  const copy = [...streamOptions(input), ...sound, '-c', 'copy', '-copyinkf'];
  const job = {
    input: ['-nostdin', '-nostats', '-loglevel', 'repeat+level+warning', '-copyts', ...sourceOptions(input)],
    source: sourceOf(input),
    outputs: [{ fd: FFMPEG_FD.packets, format: 'framecrc', filters: [], options: copy }],
    filterFd: null,
  };
  const logErrors = new FfmpegLogErrors(namesOf(input));
  const reader = new ListedStreamsReader();
  const process = startFfmpeg(ffmpeg, job, (line) => logErrors.read(line));
  const stop = (): void => process.kill('SIGKILL');
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    const streams = await process.streams;
    streams?.(FFMPEG_FD.packets)
      .setEncoding('latin1')
      .on('data', (piece: string) => reader.read(piece));
    const { failure } = await process.done;
    signal.throwIfAborted();
    if (failure === null) return reader.streams;
    const reason = `${failure} (it said: ${logErrors.summary()})`;
    throw new FfmpegError('FFMPEG_FAILED', `Expected ffmpeg to read \`${input.uri}\` to its end, got: ${reason}.`);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
