import { FfmpegError, InputError } from '../../shared/errors.ts';
import type { FfmpegDecoder } from '../ffmpeg/ffmpeg-decoder.ts';
import type { StreamInfo } from '../ffmpeg/stream-info.ts';
import type { Input } from '../input/inputs.ts';
import { identifyVideo, type VideoIdentity } from '../input/video-identity.ts';
import { isEndDoubtful } from './end-of-input.ts';

/**
 * Refuses the end of a source that broke off: reading it again may give the rest, so that this is not how the input ends. What
 * is damaged for good ends where it ends.
 *
 * A source broke off when ffmpeg could not read on (a connection was cut, a disk failed) before the end that the container
 * names; and when something is missing of a file that is not the one any more that it was when reading began.
 *
 * @param identity - of the source when reading began
 * @throws {FfmpegError} `FFMPEG_FAILED`
 */
export async function requireWhole(
  input: Input,
  identity: VideoIdentity,
  facts: StreamInfo,
  { seen, logErrors }: Pick<FfmpegDecoder, 'seen' | 'logErrors'>,
): Promise<void> {
  const isDoubtful = isEndDoubtful(seen, facts);
  if (logErrors.isAboutReading && isDoubtful)
    throw brokenOff(input, `it broke off (ffmpeg said: ${logErrors.summary()})`, seen.sourceFrames);
  if (input.kind !== 'file' || !(isDoubtful || logErrors.isAboutDamage)) return;
  if (!(await isStillThere(input, identity))) {
    throw brokenOff(input, 'it changed while it was read', seen.sourceFrames);
  }
}

async function isStillThere(input: Input, { videoId }: VideoIdentity): Promise<boolean> {
  try {
    return (await identifyVideo(input)).videoId === videoId;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

function brokenOff({ uri }: Input, what: string, frameCount: number): FfmpegError {
  return new FfmpegError(
    'FFMPEG_FAILED',
    `Expected to read \`${uri}\` to its end, got: ${what} after ${frameCount} frames. The same command goes on from here.`,
  );
}
