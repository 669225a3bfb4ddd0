import type { Size } from '../../shared/geometry.ts';
import type { RunSettings } from '../../shared/run.ts';
import type { DecodedFrame } from '../ffmpeg/decoded-frame.ts';
import type { FfmpegDecoder } from '../ffmpeg/ffmpeg-decoder.ts';
import type { Ffmpeg } from '../ffmpeg/find-ffmpeg.ts';
import { FrameBlocks } from '../ffmpeg/frame-blocks.ts';
import type { Input } from '../input/inputs.ts';
import { type ChunkRange, framesOf } from '../missing-chunks.ts';
import { PicturesDecoder } from '../pictures/pictures-decoder.ts';
import { SeekPlanner } from '../seeking/seek-planner.ts';
import { SeekingDecoder } from '../seeking/seeking-decoder.ts';
import type { LookedAt } from './look-at.ts';
import { requireWhole } from './whole-source.ts';

/** All there is, chunks or frames. */
const ALL = [{ first: 0, last: Infinity }] as const;

/** What a pass saw. */
export type PassEnd = Pick<FfmpegDecoder, 'seen' | 'logErrors'>;

/** A pass over a source, with its frames in order, to be read once. */
export interface SourcePass {
  readonly decoder: PassEnd;
  readonly frames: AsyncGenerator<DecodedFrame>;
}

/** A recording, and what decodes it for a network. */
export interface RecordingInput {
  readonly ffmpeg: Ffmpeg;
  readonly input: Input;
  /** The model's input, in pixels. */
  readonly network: Size;
}

/** A pass that has begun before anybody wants its frames. */
interface BegunPass extends SourcePass {
  readonly first: Promise<IteratorResult<DecodedFrame>>;
  readonly unwanted: AbortController;
}

/** A recording that was looked at, for passes over the frames that a run's settings choose. */
export class RecordingSource {
  readonly #planner: SeekPlanner;
  #blocks = new FrameBlocks();
  #begun: BegunPass | null = null;

  /** @param stop - ends every pass early */
  constructor(
    private readonly recording: RecordingInput,
    readonly settings: RunSettings,
    readonly lookedAt: LookedAt,
    private readonly stop: AbortSignal,
  ) {
    this.#planner = new SeekPlanner(recording.ffmpeg, recording.input, settings, lookedAt.facts);
  }

  /** Whether a pass may begin elsewhere than at the beginning, as far as is known. */
  get canSeek(): boolean {
    return this.#planner.canSeek;
  }

  /** Begins a pass over all frames of a file, for whoever opens one over them all: by then the first are there. */
  begin(): void {
    // a server may not wait until somebody reads on, and an index of packets is made for the pass that needs it
    if (this.recording.input.kind !== 'file' || this.#planner.needsIndex(ALL)) return;
    const unwanted = new AbortController();
    const pass = this.#open(ALL, Infinity, AbortSignal.any([this.stop, unwanted.signal]));
    const first = pass.frames.next();
    first.catch(() => undefined); // told to whoever reads on
    this.#begun = { ...pass, first, unwanted };
  }

  /**
   * A pass over the frames of some ranges of chunks, and perhaps others between them.
   *
   * @param sampledFrames - of the run; `Infinity` while the end of the input is unknown
   * @returns frames that throw what `SeekingDecoder.frames` and `requireWhole` do
   */
  open(ranges: readonly ChunkRange[], sampledFrames: number): SourcePass {
    const begun = this.#begun;
    const isWhole = ranges[0]?.first === 0 && ranges[0].last === Infinity && sampledFrames === Infinity;
    if (!begun || !isWhole) {
      if (begun) void this.close();
      return this.#open(ranges, sampledFrames, this.stop);
    }
    this.#begun = null;
    return { decoder: begun.decoder, frames: readOn(begun) };
  }

  /** Takes back the memory of frames that nobody needs any more. */
  giveBack(pixels: Uint8Array): void {
    this.#blocks.giveBack(pixels);
  }

  /** Ends a pass that has begun and that nobody has opened, and lets go of memory; other passes may be opened all the same. */
  async close(): Promise<void> {
    const begun = this.#begun;
    this.#begun = null;
    this.#blocks = new FrameBlocks();
    begun?.unwanted.abort();
    await begun?.frames.return(undefined);
  }

  #open(ranges: readonly ChunkRange[], sampledFrames: number, stop: AbortSignal): SourcePass {
    const { settings } = this;
    const wanted = framesOf(ranges, settings.chunkFrames, sampledFrames);
    const request = { ...this.recording, settings, wanted, blocks: this.#blocks };
    const decoder =
      this.recording.input.kind === 'pictures'
        ? new PicturesDecoder(request, stop)
        : new SeekingDecoder(request, this.#planner, stop);
    return { decoder, frames: this.#framesToTheEnd(decoder, stop) };
  }

  /** All frames, and an error behind them where the source broke off: then the chunk that is not full yet is not the last one. */
  async *#framesToTheEnd(
    decoder: PassEnd & Pick<FfmpegDecoder, 'frames'>,
    stop: AbortSignal,
  ): AsyncGenerator<DecodedFrame> {
    yield* decoder.frames();
    const { identity, facts } = this.lookedAt;
    if (!stop.aborted) await requireWhole(this.recording.input, identity, facts, decoder);
  }
}

async function* readOn({ first, frames }: BegunPass): AsyncGenerator<DecodedFrame> {
  try {
    for (let next = await first; !next.done; next = await frames.next()) yield next.value;
  } finally {
    await frames.return(undefined);
  }
}
