import { InputError } from '../../shared/errors.ts';
import type { DecodedFrame, DecodeRequest } from '../ffmpeg/decoded-frame.ts';
import { FfmpegDecoder } from '../ffmpeg/ffmpeg-decoder.ts';
import { FfmpegLogErrors } from '../ffmpeg/ffmpeg-log-errors.ts';
import { type Input, picturesOf } from '../input/inputs.ts';
import { FrameSampler } from '../recording/frame-sampler.ts';
import type { SeenSource } from '../recording/seen-source.ts';
import { PICTURE_TIME_BASE } from './picture-facts.ts';
import { pictureTimes } from './picture-times.ts';

/** Starting ffmpeg takes longer than most pictures do: so many are on their way at once. */
const decodedAhead = 3;

/** A picture that is wanted, and its place among the others. */
interface WantedPicture extends Pick<DecodedFrame, 'frameIndex' | 'pts' | 'ordinal'> {
  readonly picture: Input;
}

/**
 * Decodes a folder of pictures as if they were the frames of a recording. Each is decoded by an ffmpeg of its own, so sizes,
 * formats and orientations may differ from one to the next.
 */
export class PicturesDecoder {
  readonly logErrors = new FfmpegLogErrors([]);
  readonly #wanted: readonly WantedPicture[];
  readonly #sampler: FrameSampler;

  constructor(
    private readonly request: DecodeRequest,
    private readonly stop: AbortSignal,
  ) {
    const { input, settings, wanted } = request;
    const pictures = picturesOf(input);
    const times = pictureTimes(pictures.map(({ source }) => source));
    const [numerator, denominator] = PICTURE_TIME_BASE;
    const sampler = new FrameSampler(settings, wanted, numerator / denominator);
    this.#wanted = pictures.flatMap((picture, frameIndex) => {
      const pts = times[frameIndex]!;
      sampler.take(pts);
      return sampler.isWanted ? [{ picture, frameIndex, pts, ordinal: sampler.ordinal }] : [];
    });
    this.#sampler = sampler;
  }

  /** All of it: which pictures there are is known before any is decoded. */
  get seen(): SeenSource {
    const { frameIndex, sampledFrames, elapsedSeconds } = this.#sampler;
    return {
      ...{ sourceFrames: frameIndex + 1, sampledFrames, firstSeconds: 0, elapsedSeconds, isFinished: false },
      ...{ missing: null, clockJumps: 0, firstClockJump: null },
    };
  }

  /**
   * The wanted pictures, in order, each once; to be read once. Ends early when `stop` comes.
   *
   * @throws {InputError} `INPUT_UNREADABLE` naming the picture
   */
  async *frames(): AsyncGenerator<DecodedFrame> {
    const onTheirWay: Promise<DecodedFrame>[] = [];
    try {
      for (const wanted of this.#wanted) {
        if (this.stop.aborted) return;
        const frame = this.#decode(wanted);
        frame.catch(() => undefined); // told when its turn comes
        onTheirWay.push(frame);
        if (onTheirWay.length >= decodedAhead) yield await onTheirWay.shift()!;
      }
      while (onTheirWay.length > 0 && !this.stop.aborted) yield await onTheirWay.shift()!;
    } finally {
      await Promise.allSettled(onTheirWay);
    }
  }

  async #decode({ picture, ...place }: WantedPicture): Promise<DecodedFrame> {
    const { ffmpeg, network, settings: all } = this.request;
    const { ranges: _ranges, keyframes: _keyframes, ...other } = all;
    const settings = { ...other, every: 1, fps: null, start: null, end: null };
    const first = [{ first: 0, last: 0 }];
    const decoder = new FfmpegDecoder({ ffmpeg, input: picture, network, settings, wanted: first });
    try {
      for await (const frame of decoder.frames()) return { ...frame, ...place };
      throw new InputError('INPUT_UNREADABLE', `Expected \`${picture.uri}\` to be a picture, got no frame of it.`);
    } finally {
      decoder.stop();
      await decoder.ended();
    }
  }
}
