import { FfmpegError, InputError } from '../shared/errors.ts';
import type { Size } from '../shared/geometry.ts';
import type { RunSettings } from '../shared/run.ts';
import { decodeArguments } from './ffmpeg-args.ts';
import { FfmpegLogErrors } from './ffmpeg-log-errors.ts';
import { type FfmpegProcess, startFfmpeg } from './ffmpeg-process.ts';
import type { Ffmpeg } from './find-ffmpeg.ts';
import { FrameMetadataReader } from './frame-metadata.ts';
import { channelsOf, frameSizeOf } from './frame-scaling.ts';
import { FrameSplitter } from './frame-splitter.ts';
import type { Input } from './inputs.ts';
import type { OrdinalRange } from './sampling-expression.ts';
import { type StreamInfo, StreamInfoReader } from './stream-info.ts';

/** A sampled frame, scaled, with the stream's own time. */
export interface DecodedFrame {
  readonly frameIndex: number;
  readonly pts: number;
  /** Place among the run's sampled frames, from 0. */
  readonly ordinal: number;
  /** Wall clock when it came, milliseconds since the epoch. */
  readonly arrivedAt: number;
  /** Rows top down, channels interleaved. */
  readonly pixels: Uint8Array;
}

export interface DecodeRequest {
  readonly ffmpeg: Ffmpeg;
  readonly input: Input;
  readonly network: Size;
  readonly settings: RunSettings;
  /** Sampled frames to hand over, by ordinal, ascending. */
  readonly wanted: readonly OrdinalRange[];
}

const stopGraceMs = 2000;

/** One pass of ffmpeg over a source. Memory does not grow with its length. */
export class FfmpegDecoder {
  /** Settles at the first decoded frame; rejects with `INPUT_UNREADABLE` when there is none. */
  readonly facts: Promise<StreamInfo>;
  /** What the log has told so far of the frames. */
  readonly seen = new FrameMetadataReader();
  readonly complaints: FfmpegLogErrors;
  #isStopped = false;
  readonly #process: FfmpegProcess;

  constructor(private readonly request: DecodeRequest) {
    const { ffmpeg, input, network, settings, wanted } = request;
    this.complaints = new FfmpegLogErrors([`file:${input.source}`, input.source]);
    const streamFacts = new StreamInfoReader();
    let tellFacts: (facts: StreamInfo) => void = () => undefined;
    const args = decodeArguments(input, network, settings, wanted, ffmpeg.passthrough);
    this.#process = startFfmpeg(ffmpeg, args, (line) => {
      if (this.seen.read(line)) return;
      this.complaints.read(line);
      const facts = streamFacts.read(line);
      if (facts) tellFacts(facts);
    });
    this.facts = new Promise((resolve, reject) => {
      tellFacts = resolve;
      void this.#process.done.then((failure) => {
        this.seen.close();
        const isKilled = failure?.includes('signal') ?? false;
        reject(isKilled ? this.#failure(failure ?? '') : unreadable(input, this.complaints));
      });
    });
    this.facts.catch(() => undefined); // told by whoever awaits it
  }

  /**
   * The wanted frames, in order; to be read once. A slow reader holds ffmpeg up.
   *
   * @throws {FfmpegError} `FFMPEG_FAILED` when ffmpeg ends with an error, or its frames and its log do not agree
   */
  async *frames(): AsyncGenerator<DecodedFrame> {
    const { network, settings } = this.request;
    const facts = await this.facts.catch((error: unknown) => {
      if (this.#isStopped) return null;
      throw error;
    });
    if (!facts) return;
    const size = frameSizeOf(facts, network, settings);
    const frameBytes = size.width * size.height * channelsOf(settings);
    const splitter = new FrameSplitter(frameBytes, settings.chunkFrames);
    let frameCount = 0;
    try {
      for await (const pixels of this.#process.stdout.pipe(splitter)) {
        const arrivedAt = Date.now();
        const fact = await this.seen.next();
        if (!fact) throw this.#failure('it wrote more frames than it announced');
        frameCount++;
        yield { ...fact, arrivedAt, pixels: pixels as Uint8Array };
      }
    } finally {
      if (this.#process.stdout.readableEnded === false) this.#process.kill('SIGKILL');
    }
    const failure = await this.#process.done;
    if (this.#isStopped) return;
    if (failure !== null) throw this.#failure(failure);
    if (splitter.pendingBytes > 0 || frameCount !== this.seen.announcedFrames) {
      throw this.#failure(`it announced ${this.seen.announcedFrames} frames and wrote ${frameCount}`);
    }
  }

  /** Ends the pass; `frames()` then ends without an error after the frames that are on their way. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#process.kill('SIGTERM');
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), stopGraceMs);
    void this.#process.done.then(() => clearTimeout(timer));
  }

  /** Settles when ffmpeg is gone. */
  async ended(): Promise<void> {
    await this.#process.done;
  }

  #failure(reason: string): FfmpegError {
    const { uri } = this.request.input;
    return new FfmpegError(
      'FFMPEG_FAILED',
      `Expected ffmpeg to decode \`${uri}\` to its end, got: ${reason} after ${this.seen.sourceFrames} frames (it said: ${this.complaints.summary()}). The same command goes on from here.`,
    );
  }
}

/** Why an input gave no frame at all, in one sentence. */
export function unreadable({ uri }: Input, complaints: FfmpegLogErrors): InputError {
  const said = complaints.summary();
  const reason = /matches no streams/.test(said) ? 'a file without a video stream' : `from ffmpeg: ${said}`;
  return new InputError('INPUT_UNREADABLE', `Expected \`${uri}\` to be a video that ffmpeg can decode, got ${reason}.`);
}
