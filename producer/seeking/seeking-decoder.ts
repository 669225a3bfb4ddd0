import type { DecodedFrame, DecodeRequest } from '../ffmpeg/decoded-frame.ts';
import { FfmpegDecoder, nothingSeen } from '../ffmpeg/ffmpeg-decoder.ts';
import { FfmpegLogErrors } from '../ffmpeg/ffmpeg-log-errors.ts';
import { namesOf } from '../ffmpeg/ffmpeg-source.ts';
import type { SeenSource } from '../recording/seen-source.ts';
import type { SeekPlanner } from './seek-planner.ts';

/**
 * Decodes the wanted frames of a recording, each stretch of them by an ffmpeg that begins shortly before it.
 *
 * What an ffmpeg gives behind the place it was sent to is compared with the index. Where it differs nothing of it is handed
 * over, and the rest is decoded from the beginning; likewise where it gives a frame, or ends without one, of which the index says otherwise.
 */
export class SeekingDecoder {
  readonly logErrors: FfmpegLogErrors;
  #current: FfmpegDecoder | null = null;

  constructor(
    private readonly request: DecodeRequest,
    private readonly planner: SeekPlanner,
    private readonly stop: AbortSignal,
  ) {
    this.logErrors = new FfmpegLogErrors(namesOf(request.input));
  }

  /** What was seen of the source so far; what was left out of it is taken from the index. */
  get seen(): SeenSource {
    return this.#current?.seen ?? nothingSeen;
  }

  /**
   * The wanted frames, in order, each once; to be read once, or given up. Ends early when `stop` comes.
   *
   * @throws {FramefleetError} as `FfmpegDecoder.frames`
   */
  async *frames(): AsyncGenerator<DecodedFrame> {
    const stretches = await this.planner.plan(this.request.wanted, this.stop);
    let last = -1;
    for (let next = stretches.shift(); next && !this.stop.aborted; next = stretches.shift()) {
      const decoder = new FfmpegDecoder({ ...this.request, ...next }, this.logErrors);
      const onStop = () => decoder.stop();
      this.stop.addEventListener('abort', onStop);
      this.#current = decoder;
      try {
        for await (const frame of decoder.frames()) {
          if (frame.ordinal <= last) continue;
          last = frame.ordinal;
          yield frame;
        }
      } finally {
        this.stop.removeEventListener('abort', onStop);
        decoder.stop();
        await decoder.ended();
      }
      if (!decoder.isAstray) continue;
      this.planner.distrust();
      const rest = [next, ...stretches.splice(0)];
      stretches.push({ wanted: rest.flatMap(({ wanted }) => wanted), seek: null, frames: null });
    }
  }
}
