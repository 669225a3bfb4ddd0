import { FfmpegError, type FramefleetError, InputError } from '../../shared/errors.ts';
import { unreadable } from '../input/unreadable.ts';
import { DecodingPass } from '../recording/decoding-pass.ts';
import type { SeenSource } from '../recording/seen-source.ts';
import type { DecodedFrame, DecodeRequest } from './decoded-frame.ts';
import { exactPlan, firstPlan } from './ffmpeg-args.ts';
import { FfmpegLogErrors } from './ffmpeg-log-errors.ts';
import { namesOf } from './ffmpeg-source.ts';
import { countOrdinals } from './sampling-expression.ts';
import type { StreamInfo } from './stream-info.ts';

const stopGraceMs = 2000;
export const nothingSeen: SeenSource = {
  ...{ sourceFrames: 0, sampledFrames: 0, firstSeconds: 0, elapsedSeconds: 0, isFinished: false },
  ...{ missing: null, clockJumps: 0, firstClockJump: null },
};

/**
 * Decodes a source once. Memory does not grow with its length.
 *
 * **How index and time of a frame are known.** A filter behind the decoder writes a line on each frame, with its time stamp, to
 * a file descriptor of its own; a second one, behind the filter that samples, marks the frames that pass. Both write numbers
 * and one letter, and throw the frame's own metadata away before: nothing in the input can write there. Frames are counted
 * here, by the lines. Sampling is done twice, in ffmpeg (so that only sampled frames are scaled and handed over) and here, and
 * compared frame by frame.
 *
 * When the picture changes its size, format or orientation, ffmpeg makes a new filter graph, in which every filter begins anew.
 * That is seen in the lines. A recording is then read by a second pass in which ffmpeg hands over every frame and this
 * side alone samples, from the first frame that has not been handed over yet. A camera cannot be read again: there the
 * sampling begins anew with the changed picture, while frames are counted on.
 */
export class FfmpegDecoder {
  /** Settles at the first decoded frame; rejects with `INPUT_UNREADABLE` when there is none. */
  readonly facts: Promise<StreamInfo>;
  /**
   * Whether the source could not be read from where the request says (then nothing was handed over), or did not give the frames that the
   * request says it has; what was handed over is right.
   */
  isAstray = false;
  #pass: DecodingPass;
  #isStopped = false;

  constructor(
    private readonly request: DecodeRequest,
    readonly logErrors = new FfmpegLogErrors(namesOf(request.input)),
  ) {
    const { input, settings, wanted } = request;
    this.#pass = new DecodingPass(request, firstPlan(input, settings, wanted), this.logErrors);
    this.facts = this.#factsOf(this.#pass);
    this.facts.catch(() => undefined); // told by whoever awaits it
  }

  /** What was seen of the source so far. */
  get seen(): SeenSource {
    return this.#pass.seen ?? nothingSeen;
  }

  /**
   * The wanted frames, in order, each once; to be read once. A slow reader holds ffmpeg up.
   *
   * @throws {FfmpegError} `FFMPEG_FAILED` when ffmpeg ends with an error, or its frames and what it told of them do not agree
   */
  async *frames(): AsyncGenerator<DecodedFrame> {
    let last = -1;
    let frameCount = 0;
    for (;;) {
      const pass = this.#pass;
      try {
        const info = await pass.info;
        this.isAstray = info === null && pass.isAstray;
        if (this.isAstray) return;
        if (info === null && !this.#isStopped) throw await this.#frameless(pass);
        const frames = pass.frames(last);
        let next = await frames.next();
        for (; !next.done; next = await frames.next()) {
          last = next.value.ordinal;
          frameCount++;
          yield next.value;
        }
        this.isAstray = pass.isAstray && !pass.seen?.isInterrupted;
        if (this.isAstray) return;
        await this.#checkEnd(pass, next.value);
      } finally {
        pass.process.kill('SIGKILL');
      }
      if (pass.seen?.isInterrupted) await pass.process.done;
      if (this.#isStopped || !pass.seen?.isInterrupted) break;
      if (this.request.settings.deinterlace) throw this.#undeinterlaceable();
      this.#pass = new DecodingPass(this.request, exactPlan, this.logErrors);
    }
    const expected = countOrdinals(this.request.wanted, this.seen.sampledFrames);
    if (!this.#isStopped && frameCount !== expected) {
      throw this.#failure(`${frameCount} of the ${expected} frames that it sampled`);
    }
  }

  /** Ends the pass; `frames()` then ends without an error after the frames that are on their way. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    const { process } = this.#pass;
    process.kill('SIGTERM');
    const timer = setTimeout(() => process.kill('SIGKILL'), stopGraceMs);
    void process.done.then(() => clearTimeout(timer));
  }

  /** The same at once, for a source that gives nothing. */
  abandon(): void {
    this.#isStopped = true;
    this.#pass.process.kill('SIGKILL');
  }

  /** Settles when ffmpeg is gone; frames that were not read by then are dropped. */
  async ended(): Promise<void> {
    const { process } = this.#pass;
    await process.done;
    process.kill('SIGKILL');
  }

  async #factsOf(pass: DecodingPass): Promise<StreamInfo> {
    const info = await pass.info;
    if (!info) throw await this.#frameless(pass);
    return info;
  }

  async #frameless(pass: DecodingPass): Promise<FramefleetError> {
    const { failure, isKilled } = await pass.process.done;
    return isKilled ? this.#failure(failure ?? '') : unreadable(this.request.input, this.logErrors);
  }

  async #checkEnd(pass: DecodingPass, came: 'equal' | 'more' | 'fewer'): Promise<void> {
    if (pass.seen?.isFinished || pass.seen?.isInterrupted) return;
    if (came === 'more') throw this.#failure('it wrote more frames than it announced');
    const { failure } = await pass.process.done;
    if (this.#isStopped) return;
    if (failure !== null) throw this.#failure(failure);
    if (came === 'fewer') throw this.#failure('it announced more frames than it wrote');
  }

  /** A frame is lost inside the filter whenever its graph is made anew. */
  #undeinterlaceable(): InputError {
    const { uri } = this.request.input;
    return new InputError(
      'INPUT_UNREADABLE',
      `Expected the picture of \`${uri}\` to keep its size and format to be deinterlaced, got another at frame ${this.seen.sourceFrames}. It can be looked at without \`--deinterlace\`.`,
    );
  }

  #failure(reason: string): FfmpegError {
    const { uri } = this.request.input;
    return new FfmpegError(
      'FFMPEG_FAILED',
      `Expected ffmpeg to decode \`${uri}\` to its end, got: ${reason} after ${this.seen.sourceFrames} frames (it said: ${this.logErrors.summary()}). The same command goes on from here.`,
    );
  }
}
