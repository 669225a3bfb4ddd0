import { runSettingsSchema } from '../../shared/run.ts';
import type { TimeWindow } from '../../shared/time-ranges.ts';
import type { DecodedFrame } from '../ffmpeg/decoded-frame.ts';
import type { Ffmpeg } from '../ffmpeg/find-ffmpeg.ts';
import type { StreamInfo } from '../ffmpeg/stream-info.ts';
import type { Input } from '../input/inputs.ts';
import type { VideoIdentity } from '../input/video-identity.ts';
import { probeInput } from '../pictures/picture-facts.ts';
import { PicturesDecoder } from '../pictures/pictures-decoder.ts';
import { requireWhole } from '../recording/whole-source.ts';
import { SeekPlanner } from '../seeking/seek-planner.ts';
import { SeekingDecoder } from '../seeking/seeking-decoder.ts';

/** A recording that is there to be read. */
export interface ShownSource {
  readonly input: Input;
  readonly videoId: string;
  readonly facts: StreamInfo;
}

/**
 * What is known of a recording before its frames are read.
 *
 * @throws {InputError} `INPUT_UNREADABLE`; {FfmpegError} `FFMPEG_FAILED`
 */
export async function probeSource(
  ffmpeg: Ffmpeg,
  input: Input,
  { videoId }: Pick<VideoIdentity, 'videoId'>,
): Promise<ShownSource> {
  const facts = await probeInput(ffmpeg, input);
  return { input, videoId, facts };
}

/**
 * The frames of a recording as they are shown, packed RGB, all of the size of its first one, in order, each with its index and its own
 * time: those of a window, `end` excluded, or all.
 *
 * @param window - by the time since the first frame
 * @throws {FfmpegError} `FFMPEG_FAILED`; {InputError} `INPUT_UNREADABLE`
 * @throws the reason of `signal`
 */
export async function* shownFrames(
  ffmpeg: Ffmpeg,
  { input, videoId, facts }: ShownSource,
  window: TimeWindow,
  signal: AbortSignal,
): AsyncGenerator<DecodedFrame> {
  const { width, height } = facts;
  // frames of a chunk share their memory
  const settings = runSettingsSchema.parse({ ...window, chunkFrames: 1 });
  const request = { ffmpeg, input, network: { width, height }, settings, wanted: [{ first: 0, last: Infinity }] };
  const decoder =
    input.kind === 'pictures'
      ? new PicturesDecoder(request, signal)
      : new SeekingDecoder(request, new SeekPlanner(ffmpeg, input, settings, facts), signal);
  yield* decoder.frames();
  signal.throwIfAborted();
  await requireWhole(input, { videoId, contentHash: null }, facts, decoder);
}
