import type { DecodedFrame, DecodeRequest } from '../../producer/ffmpeg/decoded-frame.ts';
import type { Ffmpeg } from '../../producer/ffmpeg/find-ffmpeg.ts';
import type { OrdinalRange } from '../../producer/ffmpeg/sampling-expression.ts';
import type { StreamInfo } from '../../producer/ffmpeg/stream-info.ts';
import type { Input } from '../../producer/input/inputs.ts';
import { probeInput } from '../../producer/pictures/picture-facts.ts';
import { PicturesDecoder } from '../../producer/pictures/pictures-decoder.ts';
import { SeekPlanner } from '../../producer/seeking/seek-planner.ts';
import { SeekingDecoder } from '../../producer/seeking/seeking-decoder.ts';
import { ptsSecondsOf } from '../../shared/chunk-job.ts';
import { InputError } from '../../shared/errors.ts';
import type { ShownFrame } from '../../shared/frame-pictures.ts';
import type { Size } from '../../shared/geometry.ts';
import { isSameSize } from '../../shared/network-size.ts';
import { MAX_PICTURE_PIXELS } from '../../shared/picture-limit.ts';
import { runSettingsSchema } from '../../shared/run.ts';

/** Every frame counts, each for itself in memory. */
const SETTINGS = runSettingsSchema.parse({ chunkFrames: 1 });

/** Decodes frames of one source as they are shown; where they lie is found out once. */
export class SourceDecoder {
  readonly #planner: SeekPlanner;

  private constructor(
    private readonly ffmpeg: Ffmpeg,
    private readonly input: Input,
    private readonly facts: StreamInfo,
  ) {
    this.#planner = new SeekPlanner(ffmpeg, input, SETTINGS, facts);
  }

  /** Bytes of a frame, as far as all are of one size. */
  get frameBytes(): number {
    return 3 * this.facts.width * this.facts.height;
  }

  /** @throws {InputError} `INPUT_UNREADABLE` */
  static async open(ffmpeg: Ffmpeg, input: Input): Promise<SourceDecoder> {
    const facts = await probeInput(ffmpeg, input);
    return new SourceDecoder(ffmpeg, input, facts);
  }

  /**
   * Frames by their index; to be read once, or given up. What the source lacks is left out. Ends early when `stop` comes.
   *
   * @param wanted - ascending
   * @throws {FramefleetError} of ffmpeg
   */
  async *frames(wanted: readonly OrdinalRange[], stop: AbortSignal): AsyncGenerator<ShownFrame> {
    for await (const frame of this.#decode(wanted, this.facts, stop)) {
      if (isSameSize(frame.size, frame.source)) {
        yield this.#shown(frame);
        continue;
      }
      // a picture that changes its size on the way comes in that of the first one
      const itself = [{ first: frame.frameIndex, last: frame.frameIndex }];
      for await (const own of this.#decode(itself, frame.source, stop)) yield this.#shown(own);
    }
  }

  async *#decode(wanted: readonly OrdinalRange[], { width, height }: Size, stop: AbortSignal) {
    if (width * height > MAX_PICTURE_PIXELS) {
      const got = `frames of ${width} × ${height}`;
      throw new InputError('INPUT_UNREADABLE', `Expected frames of at most ${MAX_PICTURE_PIXELS} pixels, got ${got}.`);
    }
    const { ffmpeg, input } = this;
    const request: DecodeRequest = { ffmpeg, input, network: { width, height }, settings: SETTINGS, wanted };
    const decoder =
      input.kind === 'pictures' ? new PicturesDecoder(request, stop) : new SeekingDecoder(request, this.#planner, stop);
    for await (const frame of decoder.frames()) {
      yield frame;
      if (frame.frameIndex === wanted.at(-1)?.last) return; // what lies behind it need not be decoded
    }
  }

  #shown({ frameIndex, pts, size, pixels }: DecodedFrame): ShownFrame {
    const rgb = Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength);
    return { frameIndex, ptsSeconds: ptsSecondsOf(pts, this.facts.timeBase), ...size, rgb };
  }
}
