import type { Writable } from 'node:stream';
import { FfmpegError } from '../../shared/errors.ts';
import { FfmpegLogErrors } from '../ffmpeg/ffmpeg-log-errors.ts';
import { FFMPEG_FD } from '../ffmpeg/ffmpeg-outputs.ts';
import { type FfmpegProcess, startFfmpeg } from '../ffmpeg/ffmpeg-process.ts';
import { namesOf } from '../ffmpeg/ffmpeg-source.ts';
import type { Ffmpeg } from '../ffmpeg/find-ffmpeg.ts';
import { type EncodeOrder, encodeArguments } from './encode-args.ts';
import { matroskaFrameHead, matroskaHead } from './matroska-frames.ts';

/** Writes frames, each at its own time, into a video file. Holds no more of them than are on their way. */
export class VideoEncoder {
  readonly #process: FfmpegProcess;
  readonly #log: FfmpegLogErrors;
  #stream: Writable | null = null;
  #isGone = false;

  /** @param path - of the file that is written; one that is there is written over */
  constructor(
    ffmpeg: Ffmpeg,
    private readonly order: EncodeOrder,
    path: string,
  ) {
    this.#log = new FfmpegLogErrors(order.sound ? namesOf(order.sound.input) : []);
    this.#process = startFfmpeg(ffmpeg, encodeArguments(ffmpeg, order, path), (line) => this.#log.read(line));
    void this.#process.done.then(() => {
      this.#isGone = true;
      this.#stream?.destroy();
    });
  }

  /**
   * Takes the next frame. Resolves once more may be written.
   *
   * @param pixels - RGB24; must not change any more
   * @param pts - in ticks, above that of the frame before
   * @throws {FfmpegError} `FFMPEG_FAILED` where ffmpeg has ended
   */
  async write(pixels: Uint8Array, pts: number): Promise<void> {
    this.#stream ??= await this.#begin();
    const {
      timeBase: [numerator, denominator],
      firstPts,
    } = this.order;
    const nanoseconds = Math.round(((pts - firstPts) * numerator * 1e9) / denominator);
    await this.#put(this.#stream, matroskaFrameHead(nanoseconds, pixels.length));
    await this.#put(this.#stream, pixels);
  }

  /**
   * Ends the file.
   *
   * @throws {FfmpegError} `FFMPEG_FAILED`
   */
  async end(): Promise<void> {
    this.#stream ??= await this.#begin();
    this.#stream.end();
    const { failure } = await this.#process.done;
    if (failure !== null) throw this.#failed(failure);
  }

  /** Gives it up, unless it has ended; settles when ffmpeg is gone. */
  async abandon(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#process.done;
  }

  async #begin(): Promise<Writable> {
    const streams = await this.#process.streams;
    if (!streams) throw this.#failed((await this.#process.done).failure ?? 'it did not start');
    // Node gives both ends of it, although ffmpeg's other descriptors are only read.
    const stream = streams(FFMPEG_FD.drawn) as unknown as Writable;
    const { size, rate } = this.order;
    const frameNanoseconds = rate.fpsNum > 0 ? (1e9 * rate.fpsDen) / rate.fpsNum : 4e7;
    await this.#put(stream, matroskaHead(size, frameNanoseconds));
    return stream;
  }

  async #put(stream: Writable, bytes: Uint8Array): Promise<void> {
    const isTaken = !this.#isGone && !stream.destroyed && stream.write(bytes);
    if (!isTaken) await this.#room(stream);
    if (!this.#isGone && !stream.destroyed) return;
    const { failure } = await this.#process.done;
    throw this.#failed(failure ?? 'it ended too early');
  }

  /** Settles when more may be written, or nothing any more. */
  #room(stream: Writable): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isGone || stream.destroyed) return resolve();
      const settle = () => {
        stream.off('drain', settle);
        stream.off('close', settle);
        resolve();
      };
      stream.on('drain', settle);
      stream.on('close', settle);
    });
  }

  #failed(reason: string): FfmpegError {
    return new FfmpegError(
      'FFMPEG_FAILED',
      `Expected ffmpeg to encode what was drawn, got: ${reason} (it said: ${this.#log.summary()}).`,
    );
  }
}
