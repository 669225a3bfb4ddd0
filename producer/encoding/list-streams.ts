import { LOG_OPTIONS } from '../ffmpeg/ffmpeg-args.ts';
import { FFMPEG_FD } from '../ffmpeg/ffmpeg-outputs.ts';
import { sourceOf, sourceOptions, streamOptions } from '../ffmpeg/ffmpeg-source.ts';
import type { Ffmpeg } from '../ffmpeg/find-ffmpeg.ts';
import { readToEnd } from '../ffmpeg/read-to-end.ts';
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
    input: [...LOG_OPTIONS, '-copyts', ...sourceOptions(input)],
    source: sourceOf(input),
    outputs: [{ fd: FFMPEG_FD.packets, format: 'framecrc', filters: [], options: copy }],
    filterFd: null,
  };
  const reader = new ListedStreamsReader();
  const expected = `to read \`${input.uri}\` to its end`;
  const onText = (piece: string) => reader.read(piece);
  await readToEnd(ffmpeg, { job, input, fd: FFMPEG_FD.packets, expected }, onText, signal);
  return reader.streams;
}
