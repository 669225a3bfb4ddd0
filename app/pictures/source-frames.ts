import type { Ffmpeg } from '../../producer/ffmpeg/find-ffmpeg.ts';
import { findFfmpeg } from '../../producer/ffmpeg/find-ffmpeg.ts';
import { FfmpegError, InputError } from '../../shared/errors.ts';
import type { FramePictures, RecordedVideo, ShownFrame } from '../../shared/frame-pictures.ts';
import { requireSame } from '../sources/same-source.ts';
import type { FoundSource } from './found-source.ts';
import { FrameCache } from './frame-cache.ts';
import { passesOf } from './frame-ranges.ts';
import { type MediaOptions, MediaSources } from './media-sources.ts';
import { SourceDecoder } from './source-decoder.ts';
import { SourceTimes } from './source-times.ts';
import { Turns } from './turns.ts';

export interface SourceFramesOptions extends MediaOptions {
  /** `null`: the one that is found. */
  readonly ffmpegPath: string | null;
  /** Frames that are remembered, in bytes. */
  readonly cacheBytes?: number;
  /** Single frames that are decoded at the same time, each from another source. */
  readonly atOnce?: number;
}

const CACHE_BYTES = 256 * 2 ** 20;
const AT_ONCE = 2;
/** Sources of which it is remembered where their frames lie. */
const MOST_OPEN = 16;
/** Who asks for one frame after the other gets so many at a time. */
const READ_AHEAD = 8;

/** A source whose frames have been asked for. */
interface OpenSource {
  readonly key: string;
  readonly decoder: Promise<SourceDecoder>;
  readonly turns: Turns;
  /** The frame that was asked for last. */
  last: number;
}

/** Frames of recorded sources, decoded by ffmpeg: exactly the frame that a run counted, whatever the container says. */
export class SourceFrames implements FramePictures {
  readonly #sources: MediaSources;
  readonly #cache: FrameCache;
  readonly #cacheBytes: number;
  readonly #turns: Turns;
  readonly #open = new Map<string, OpenSource>();
  readonly #closing = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #times = new SourceTimes(() => this.#findFfmpeg(), this.#closing.signal);
  #ffmpeg: Promise<Ffmpeg> | null = null;

  constructor(private readonly options: SourceFramesOptions) {
    this.#sources = new MediaSources(options);
    this.#cacheBytes = options.cacheBytes ?? CACHE_BYTES;
    this.#cache = new FrameCache(this.#cacheBytes);
    this.#turns = new Turns(options.atOnce ?? AT_ONCE);
  }

  async frame(video: RecordedVideo, frameIndex: number, signal: AbortSignal): Promise<ShownFrame> {
    const stop = AbortSignal.any([signal, this.#closing.signal]);
    const found = await this.#sources.find(video);
    const source = this.#sourceOf(video, found);
    const known = this.#cache.get(source.key, frameIndex);
    const isNext = frameIndex > source.last && frameIndex <= source.last + READ_AHEAD;
    source.last = frameIndex;
    if (known) return known;
    return source.turns.take(stop, () =>
      this.#turns.take(stop, async () => {
        // whoever was before may have asked for it too
        const decoded = this.#cache.get(source.key, frameIndex);
        return decoded ?? (await this.#kept(this.#decode(video, found, source, frameIndex, isNext, stop)));
      }),
    );
  }

  async *frames(
    video: RecordedVideo,
    frameIndexes: readonly number[],
    signal: AbortSignal,
  ): AsyncGenerator<ShownFrame> {
    const stop = AbortSignal.any([signal, this.#closing.signal]);
    const found = await this.#sources.find(video);
    const source = this.#sourceOf(video, found);
    for (const wanted of passesOf(frameIndexes)) {
      try {
        yield* (await source.decoder).frames(wanted, stop);
      } catch (error) {
        await requireSame(this.#sources, video, found);
        throw error;
      }
      stop.throwIfAborted();
      await requireSame(this.#sources, video, found);
    }
  }

  async sourceOf(video: RecordedVideo): Promise<string> {
    return (await this.#sources.find(video)).input.source;
  }

  async times(video: RecordedVideo): Promise<Float64Array | null> {
    return this.#kept(this.#times.of(await this.#sources.find(video)));
  }

  async close(): Promise<void> {
    this.#closing.abort(new FfmpegError('FFMPEG_FAILED', 'Expected a frame, got none: the program ends.'));
    await Promise.allSettled(this.#underWay);
  }

  async #decode(
    video: RecordedVideo,
    found: FoundSource,
    { key, decoder }: OpenSource,
    frameIndex: number,
    isNext: boolean,
    stop: AbortSignal,
  ): Promise<ShownFrame> {
    let wanted: ShownFrame | null = null;
    try {
      const opened = await decoder;
      const ahead = Math.min(READ_AHEAD, Math.floor(this.#cacheBytes / 4 / opened.frameBytes));
      const last = isNext ? frameIndex + Math.max(0, ahead - 1) : frameIndex;
      for await (const frame of opened.frames([{ first: frameIndex, last }], stop)) {
        this.#cache.put(key, frame);
        if (frame.frameIndex === frameIndex) wanted = frame;
      }
    } catch (error) {
      await requireSame(this.#sources, video, found);
      throw error;
    }
    stop.throwIfAborted();
    await requireSame(this.#sources, video, found);
    if (wanted) return wanted;
    throw new InputError(
      'FRAME_NOT_FOUND',
      `Expected video \`${video.videoId}\` to have a frame ${frameIndex}, got none: its source ends before.`,
    );
  }

  #sourceOf({ videoId }: RecordedVideo, { input, stamp }: FoundSource): OpenSource {
    const key = `${videoId} ${input.source} ${stamp}`;
    const known = this.#open.get(key);
    const source = known ?? { key, decoder: this.#decoderOf(input), turns: new Turns(1), last: -1 };
    source.decoder.catch(() => this.#open.delete(key)); // it is tried again
    this.#open.delete(key);
    this.#open.set(key, source);
    for (const oldest of this.#open.keys()) {
      if (this.#open.size <= MOST_OPEN) break;
      this.#open.delete(oldest);
    }
    return source;
  }

  async #decoderOf(input: FoundSource['input']): Promise<SourceDecoder> {
    return SourceDecoder.open(await this.#findFfmpeg(), input);
  }

  #findFfmpeg(): Promise<Ffmpeg> {
    this.#ffmpeg ??= findFfmpeg(this.options.ffmpegPath);
    this.#ffmpeg.catch(() => {
      this.#ffmpeg = null;
    });
    return this.#ffmpeg;
  }

  async #kept<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    try {
      return await work;
    } finally {
      this.#underWay.delete(work);
    }
  }
}
