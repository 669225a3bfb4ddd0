import { differenceOf } from '../../producer/encoding/compare-streams.ts';
import { listStreams } from '../../producer/encoding/list-streams.ts';
import type { ListedStream } from '../../producer/encoding/listed-streams.ts';
import type { TimesDigest } from '../../producer/encoding/times-digest.ts';
import type { Ffmpeg } from '../../producer/ffmpeg/find-ffmpeg.ts';
import { FfmpegError, InputError } from '../../shared/errors.ts';
import type { RedactOrder } from './redact-order.ts';

/** What is known of a source by its packets. */
export class SourceStreams {
  readonly sound: readonly ListedStream[];
  readonly #video: ListedStream | null;

  /** @param streams - none of a folder of pictures */
  constructor(streams: readonly ListedStream[]) {
    this.sound = streams.filter(({ isVideo }) => !isVideo);
    this.#video = streams.find(({ isVideo }) => isVideo) ?? null;
  }

  /** How long the last frame is shown, in ticks of the stream; `null` where the source does not say. */
  get lastTicks(): number | null {
    if (!this.#video) return null;
    const { end, latest, timeBase } = this.#video;
    const ticks = Math.round(((end - latest) * timeBase[1]) / (timeBase[0] * 1e9));
    return ticks > 0 ? ticks : null;
  }

  /** Where the last frame ends, in nanoseconds; `null` likewise. */
  get end(): number | null {
    return this.lastTicks === null ? null : this.#video!.end;
  }
}

/**
 * Reads a copy again, and compares it with its source: how many frames there are, when each is shown, how long it is, and its sound, packet by
 * packet.
 *
 * @param frames - times of the frames that were decoded
 * @throws {FfmpegError} `FFMPEG_FAILED`; {InputError} `INPUT_UNREADABLE` where the source has other frames than it had
 */
export async function requireAlike(
  ffmpeg: Ffmpeg,
  { source, frameCount, hasEnd, signal }: Pick<RedactOrder, 'source' | 'frameCount' | 'hasEnd' | 'signal'>,
  { frames, streams }: { readonly frames: TimesDigest; readonly streams: SourceStreams },
  path: string,
): Promise<void> {
  const { uri } = source.input;
  if (frameCount !== null && frames.count !== frameCount) {
    const message = `Expected \`${uri}\` to decode to ${frameCount} frames as it did before, got ${frames.count}.`;
    throw new InputError('INPUT_UNREADABLE', message);
  }
  const written = await listStreams(ffmpeg, { kind: 'file', source: path, uri: path }, signal);
  const end = hasEnd && ffmpeg.hasPacketTimes ? streams.end : null;
  const difference = differenceOf({ frames, end, sound: streams.sound }, written);
  if (difference === null) return;
  const message = `Expected the copy of \`${uri}\` to be like it but for what is hidden, got ${difference}.`;
  throw new FfmpegError('FFMPEG_FAILED', message);
}
