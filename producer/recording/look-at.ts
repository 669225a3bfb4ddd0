import type { Ffmpeg } from '../ffmpeg/find-ffmpeg.ts';
import type { StreamInfo } from '../ffmpeg/stream-info.ts';
import type { Input } from '../input/inputs.ts';
import { identifyVideo, type VideoIdentity } from '../input/video-identity.ts';
import { probeInput } from '../pictures/picture-facts.ts';

export interface LookedAt {
  readonly identity: VideoIdentity;
  readonly facts: StreamInfo;
}

/**
 * Which recording an input is, and what decoding its first frame tells of it.
 *
 * @throws {FramefleetError} `INPUT_NOT_FOUND`, `INPUT_UNREADABLE`, `FFMPEG_FAILED`
 */
export async function lookAt(ffmpeg: Ffmpeg, input: Input): Promise<LookedAt> {
  const identity = await identifyVideo(input);
  return { identity, facts: await probeInput(ffmpeg, input) };
}
