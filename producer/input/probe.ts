import { FfmpegError, InputError } from '../../shared/errors.ts';
import { probeArguments } from '../ffmpeg/ffmpeg-args.ts';
import { FfmpegLogErrors } from '../ffmpeg/ffmpeg-log-errors.ts';
import { FFMPEG_FD } from '../ffmpeg/ffmpeg-outputs.ts';
import { startFfmpeg } from '../ffmpeg/ffmpeg-process.ts';
import { namesOf } from '../ffmpeg/ffmpeg-source.ts';
import type { Ffmpeg } from '../ffmpeg/find-ffmpeg.ts';
import { FrameLineReader } from '../ffmpeg/frame-lines.ts';
import { readHead, readStreamHeads, readText } from '../ffmpeg/stream-heads.ts';
import { type StreamInfo, StreamLog, streamInfoOf } from '../ffmpeg/stream-info.ts';
import type { Input } from './inputs.ts';
import { unreadable } from './unreadable.ts';

/** ffmpeg draws text files as pictures; nobody means that. */
const textCodecs = new Set(['ansi', 'bintext', 'xbin', 'idf']);

/**
 * The facts of a recording's video stream, from decoding its first frame. The picture of a cover is no video stream.
 *
 * @throws {InputError} `INPUT_UNREADABLE` with what ffmpeg said, when it can decode no frame
 * @throws {FfmpegError} `FFMPEG_FAILED` when ffmpeg is killed
 */
export async function probeVideo(ffmpeg: Ffmpeg, input: Input): Promise<StreamInfo> {
  const log = new StreamLog();
  const logErrors = new FfmpegLogErrors(namesOf(input));
  const process = startFfmpeg(ffmpeg, probeArguments(input), (line) => {
    logErrors.read(line);
    log.read(line);
  });
  const streams = await process.streams;
  const [heads, metadata, first] = streams
    ? await Promise.all([
        readStreamHeads(streams),
        readText(streams(FFMPEG_FD.metadata)),
        readHead(streams(FFMPEG_FD.frames), readFirstFrame),
      ])
    : [null, '', null];
  const { failure, isKilled } = await process.done;
  if (isKilled) throw new FfmpegError('FFMPEG_FAILED', `Expected ffmpeg to probe \`${input.uri}\`, got: ${failure}.`);
  if (!heads) throw unreadable(input, logErrors);
  if (textCodecs.has(heads.coded.codec)) {
    throw new InputError('INPUT_UNREADABLE', `Expected \`${input.uri}\` to be a video, got a text file.`);
  }
  return streamInfoOf(heads.coded, heads.shown, log, metadata, first?.pts ?? null);
}

function readFirstFrame(text: string): { pts: number | null } | null {
  let first: { pts: number | null } | null = null;
  new FrameLineReader(({ pts }) => {
    first = { pts };
  }).read(text);
  return first;
}
