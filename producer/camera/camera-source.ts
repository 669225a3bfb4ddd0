import { FramefleetError, InputError, messageOf } from '../../shared/errors.ts';
import type { DecodedFrame, DecodeRequest } from '../ffmpeg/decoded-frame.ts';
import { FfmpegDecoder } from '../ffmpeg/ffmpeg-decoder.ts';
import type { StreamInfo } from '../ffmpeg/stream-info.ts';
import { pause } from '../pause.ts';
import { CameraClock } from './camera-clock.ts';
import type { CameraOptions } from './camera-options.ts';
import { OpeningBurst } from './opening-burst.ts';

const [firstBackOffMs, longestBackOffMs] = [1000, 30_000];
const heldBackMs = 1500;
const millisecondBase = [1, 1000] as const;
/** How often it is looked whether frames come. */
const watchMs = 200;

/** Whom a source tells what comes of it. Nothing of this may wait. */
export interface CameraListener {
  /** Once, before the first frame. */
  onOpen(info: StreamInfo): void;
  onFrame(frame: DecodedFrame): void;
  /** The camera gives nothing since then. @param after - the last frame; `null` where there was none */
  onSilence(since: number, after: DecodedFrame | null, reason: string): void;
  /** For people. */
  onNote(text: string): void;
}

/** How a source ended: it was told to; it came to its end; or it failed, or fell silent, and is not opened again. */
export type CameraEnd =
  | { readonly kind: 'stopped' | 'ended' }
  | { readonly kind: 'failed'; readonly reason: string; readonly error: unknown };

/** A camera: opened, watched, and opened again when it fails, ends or falls silent. */
export class CameraSource {
  #info: StreamInfo | null = null;
  #clock: CameraClock | null = null;
  #last: DecodedFrame | null = null;
  /** Wall clock when something was last seen of the camera. */
  #seenAt = Date.now();

  constructor(
    private readonly request: Omit<DecodeRequest, 'wanted' | 'live'>,
    private readonly options: CameraOptions,
    private readonly listener: CameraListener,
  ) {}

  /** Captures until it is told to stop, or the camera is over. */
  async run(stop: AbortSignal): Promise<CameraEnd> {
    let backOffMs = firstBackOffMs;
    for (;;) {
      const before = this.#last;
      const end = await this.#runOnce(stop);
      if (stop.aborted) return { kind: 'stopped' };
      if (end.kind !== 'failed' && this.#isFinite()) return end;
      const reason = end.kind === 'failed' ? end.reason : 'it ended';
      if (!this.#mayReopen()) return end.kind === 'failed' ? end : { kind: 'ended' };
      if (this.#last !== before) backOffMs = firstBackOffMs;
      this.listener.onSilence(this.#seenAt, this.#last, reason);
      this.listener.onNote(`${reason}; it is opened again in ${backOffMs / 1000} s`);
      await pause(backOffMs, stop);
      if (stop.aborted) return { kind: 'stopped' };
      backOffMs = Math.min(backOffMs * 2, longestBackOffMs);
    }
  }

  /** A recording that is played, a pipe, and a stream that tells how long it is come to an end. */
  #isFinite(): boolean {
    const { source } = this.request.input;
    const isPipe = source.startsWith('/') && !source.startsWith('/dev/video');
    return this.options.isRealtime || isPipe || this.#info?.durationSeconds != null;
  }

  #mayReopen(): boolean {
    const { reopen, isRealtime } = this.options;
    return !isRealtime && (reopen === 'always' || (reopen === 'started' && this.#last !== null));
  }

  async #runOnce(stop: AbortSignal): Promise<CameraEnd> {
    const { input } = this.request;
    const { timeoutSeconds } = this.options;
    const wanted = [{ first: 0, last: Infinity }];
    const decoder = new FfmpegDecoder({ ...this.request, wanted, live: this.options });
    let isSilent = false;
    const onStop = () => decoder.stop();
    stop.addEventListener('abort', onStop, { once: true });
    if (stop.aborted) onStop();
    const unwatch = this.#watch(decoder, () => {
      isSilent = true;
      decoder.abandon(); // it would wait for the next frame before it ends
    });
    const hadFrames = this.#last !== null;
    try {
      await this.#read(decoder);
      if (!isSilent) return { kind: 'ended' };
      throw new InputError(
        'INPUT_UNREADABLE',
        `Expected \`${input.uri}\` to give frames, got none for ${timeoutSeconds} s.`,
      );
    } catch (error) {
      if (!(error instanceof FramefleetError)) throw error;
      const reason = isSilent
        ? `no ${hadFrames || this.#last ? '' : 'first '}frame came for ${timeoutSeconds} s`
        : `it failed: ${messageOf(error)}`;
      return { kind: 'failed', reason, error };
    } finally {
      unwatch();
      stop.removeEventListener('abort', onStop);
      decoder.stop();
      await decoder.ended();
      this.#clock?.endStream(decoder.seen.sourceFrames);
    }
  }

  async #read(decoder: FfmpegDecoder): Promise<void> {
    let burst: OpeningBurst | null = null;
    let info: StreamInfo | null = null;
    let timer: NodeJS.Timeout | undefined;
    const give = (frames: readonly DecodedFrame[]) => {
      for (const frame of frames) this.#give(frame, info!);
    };
    try {
      for await (const frame of decoder.frames()) {
        info ??= await decoder.facts; // settled since the first frame
        burst ??= this.#open(info);
        give(burst.take(frame));
        timer ??= setTimeout(() => give(burst!.end()), heldBackMs);
      }
    } finally {
      clearTimeout(timer);
      if (burst) give(burst.end());
    }
  }

  #open(info: StreamInfo): OpeningBurst {
    // Pictures over HTTP carry no time; ffmpeg counts 25 a second.
    const isUntimed = info.codec === 'mjpeg' && /^https?:/i.test(this.request.input.source);
    if (!this.#info) {
      this.#info = isUntimed ? { ...info, timeBase: millisecondBase } : info;
      this.#clock = new CameraClock(this.#info.timeBase, isUntimed);
      this.listener.onOpen(this.#info);
    }
    const burst = new OpeningBurst(info.timeBase[0] / info.timeBase[1]);
    if (isUntimed) burst.end();
    return burst;
  }

  #give(raw: DecodedFrame, info: StreamInfo): void {
    const frame = this.#clock!.apply(raw, info.timeBase);
    this.#last = frame;
    this.#seenAt = Math.max(this.#seenAt, frame.arrivedAt);
    this.listener.onFrame(frame);
  }

  /** Frames that are not sampled are signs of life too. @returns ends it */
  #watch(decoder: FfmpegDecoder, onSilent: () => void): () => void {
    let seen = 0;
    let quietSince = performance.now();
    let lookedAt = quietSince;
    const timer = setInterval(() => {
      const { sourceFrames } = decoder.seen;
      const now = performance.now();
      if (now - lookedAt > 5 * watchMs) quietSince += now - lookedAt; // this process was frozen, and has not read what came
      lookedAt = now;
      if (sourceFrames > seen) {
        seen = sourceFrames;
        quietSince = now;
        const isSampled = Date.now() - this.#seenAt < 2 * watchMs; // then the frame's own stamp is more exact
        if (!isSampled) this.#seenAt = Date.now();
        return;
      }
      if (now - quietSince >= this.options.timeoutSeconds * 1000) onSilent();
    }, watchMs);
    return () => clearInterval(timer);
  }
}
