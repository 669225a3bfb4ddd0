import type { DecodeRequest } from '../../producer/ffmpeg/decoded-frame.ts';
import { FfmpegDecoder } from '../../producer/ffmpeg/ffmpeg-decoder.ts';
import { FfmpegError } from '../../shared/errors.ts';
import type { Size } from '../../shared/geometry.ts';
import type { RunSettings } from '../../shared/run.ts';

/** What a model wants of a frame: the size of its input, and how the frame is fitted to it. */
export interface FrameRequest {
  readonly network: Size;
  readonly settings: RunSettings;
}

/** A frame in the inputs of two models; each owns its pixels. */
export interface FramePair {
  readonly frameIndex: number;
  readonly source: Size;
  readonly a: Uint8Array;
  readonly b: Uint8Array;
}

/**
 * A video's frames as two models want them. Where they want the same, the video is decoded once; else once for each, in step.
 *
 * @throws {InputError} `INPUT_UNREADABLE`
 * @throws {FfmpegError} `FFMPEG_FAILED`
 */
export async function* framePairs(
  video: Pick<DecodeRequest, 'ffmpeg' | 'input'>,
  a: FrameRequest,
  b: FrameRequest,
): AsyncGenerator<FramePair> {
  const wanted = [{ first: 0, last: Number.POSITIVE_INFINITY }];
  const first = new FfmpegDecoder({ ...video, ...a, wanted });
  const second = isSame(a, b) ? null : new FfmpegDecoder({ ...video, ...b, wanted });
  try {
    const others = second?.frames();
    for await (const { frameIndex, source, pixels } of first.frames()) {
      if (!others) {
        yield { frameIndex, source, a: pixels, b: pixels.slice() };
        continue;
      }
      const { value: other } = await others.next();
      if (other?.frameIndex !== frameIndex) {
        throw new FfmpegError(
          'FFMPEG_FAILED',
          `Expected two passes over \`${video.input.uri}\` to give the same frames, got ${frameIndex} and ${other?.frameIndex ?? 'the end'}.`,
        );
      }
      yield { frameIndex, source, a: pixels, b: other.pixels };
    }
  } finally {
    first.stop();
    second?.stop();
    await Promise.all([first.ended(), second?.ended()]);
  }
}

function isSame(a: FrameRequest, b: FrameRequest): boolean {
  return (
    a.network.width === b.network.width &&
    a.network.height === b.network.height &&
    a.settings.resize === b.settings.resize
  );
}
