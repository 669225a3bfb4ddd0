import { FfmpegError, InputError } from '../shared/errors.ts';
import { probeArguments } from './ffmpeg-args.ts';
import { unreadable } from './ffmpeg-decoder.ts';
import { FfmpegLogErrors } from './ffmpeg-log-errors.ts';
import { startFfmpeg } from './ffmpeg-process.ts';
import type { Ffmpeg } from './find-ffmpeg.ts';
import type { Input } from './inputs.ts';
import { type StreamInfo, StreamInfoReader } from './stream-info.ts';

/** ffmpeg draws text files as pictures; nobody means that. */
const textCodecs = new Set(['ansi', 'bintext', 'xbin', 'idf']);

/**
 * The facts of a recording's video stream, from decoding its first frame. The picture of a cover is no video stream.
 *
 * @throws {InputError} `INPUT_UNREADABLE` with what ffmpeg said, when it can decode no frame
 * @throws {FfmpegError} `FFMPEG_FAILED` when ffmpeg is killed
 */
export async function probeVideo(ffmpeg: Ffmpeg, input: Input): Promise<StreamInfo> {
  const reader = new StreamInfoReader();
  const complaints = new FfmpegLogErrors([`file:${input.source}`, input.source]);
  let facts: StreamInfo | null = null;
  const process = startFfmpeg(ffmpeg, probeArguments(input), (line) => {
    complaints.read(line);
    facts ??= reader.read(line);
  });
  process.stdout.resume();
  const failure = await process.done;
  const found = facts as StreamInfo | null;
  if (failure?.includes('signal'))
    throw new FfmpegError('FFMPEG_FAILED', `Expected ffmpeg to probe \`${input.uri}\`, got: ${failure}.`);
  if (!found) throw unreadable(input, complaints);
  if (textCodecs.has(found.codec)) {
    throw new InputError('INPUT_UNREADABLE', `Expected \`${input.uri}\` to be a video, got a text file.`);
  }
  return found;
}
