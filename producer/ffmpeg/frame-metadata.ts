import type { MissingFrames } from '../recording/frame-gaps.ts';
import type { ClockJump } from '../recording/frame-sampler.ts';
import type { SeenSource } from '../recording/seen-source.ts';
import { type FrameLine, FrameLineReader } from './frame-lines.ts';
import type { FrameMetadataOptions } from './frame-metadata-options.ts';
import { SkippedFrames } from './source-frames.ts';

/** What is known of a frame that ffmpeg hands over, before its pixels come. */
export interface FrameMetadata {
  readonly frameIndex: number;
  readonly pts: number;
  /** Place among the sampled frames, from 0; -1 for one that is not wanted. */
  readonly ordinal: number;
  /** How many filter graphs the source has gone through before this frame's. */
  readonly graph: number;
  /** Wall clock when it was decoded, milliseconds since the epoch; `null` for a recording. */
  readonly stampedAt: number | null;
}

/**
 * Joins the lines that ffmpeg writes on frames with what the sampler says of them.
 *
 * ffmpeg makes a new filter graph when the size, format or orientation of the picture changes, and everything inside a graph
 * begins to count anew. That is seen in the lines (their number falls back), and where frames were chosen inside the graph, or
 * their size is not known, the pass ends there: `isInterrupted`.
 *
 * Holds what is on its way through the pipe, which ffmpeg's own back-pressure bounds; frames that are not handed over leave
 * nothing behind but the counts.
 */
export class FrameMetadataReader implements SeenSource {
  isFinished = false;
  /** Whether the frames from here on have to be read by another pass. */
  isInterrupted = false;
  /** Whether a frame came that is not the one that should have come. */
  isAstray = false;
  #graph = 0;
  #lastNumber = -1;
  #liveOrdinals = 0;
  #isAwaitingPassed = false;
  /** Time stamp of a frame of which it is not known yet whether it is a candidate. */
  #undecided: { readonly pts: number | null } | null = null;
  readonly #skipped: SkippedFrames | null;
  #isClosed = false;
  readonly #lines = new FrameLineReader((line) => this.#take(line));
  readonly #queue: FrameMetadata[] = [];
  #wake: () => void = () => undefined;

  constructor(private readonly options: FrameMetadataOptions) {
    this.#skipped = options.frames && new SkippedFrames(options.frames);
  }

  /** Whether all frames that were to be compared have come. */
  get isCompared(): boolean {
    return !this.isAstray && this.sourceFrames >= this.options.times.length;
  }

  get sourceFrames(): number {
    return this.options.sampler.frameIndex + 1;
  }

  get sampledFrames(): number {
    return this.options.isLive ? this.#liveOrdinals : this.options.sampler.sampledFrames;
  }

  get firstSeconds(): number {
    return this.options.sampler.firstSeconds;
  }

  get elapsedSeconds(): number {
    return this.options.sampler.elapsedSeconds;
  }

  get missing(): MissingFrames | null {
    return this.options.sampler.gaps.missing();
  }

  get clockJumps(): number {
    return this.options.sampler.clockJumps;
  }

  get firstClockJump(): ClockJump | null {
    return this.options.sampler.firstClockJump;
  }

  read(piece: string): void {
    this.#lines.read(piece);
  }

  /** The next frame that is handed over; `null` when none will come any more. */
  async next(): Promise<FrameMetadata | null> {
    while (this.#queue.length === 0 && !this.#isClosed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#queue.shift() ?? null;
  }

  /** Says that no lines come any more. */
  close(): void {
    if (!this.#isClosed) this.#decide(false);
    if (!this.#isClosed && this.#skipped) this.#takeRest(this.#skipped);
    this.#close();
  }

  #take(line: FrameLine): void {
    if (this.#isClosed) return;
    if (line.isPassed) this.#takePassed(line);
    else this.#takeDecoded(line);
  }

  #takeDecoded({ number, pts }: FrameLine): void {
    const { sampler, isSelecting, isLive, isFollowingGraphs, areCandidatesTold, times } = this.options;
    this.#decide(false);
    if (this.#isClosed) return;
    const isNewGraph = number <= this.#lastNumber;
    if (this.#isAwaitingPassed || (isNewGraph && !isFollowingGraphs)) {
      this.#interrupt();
      return;
    }
    if (isNewGraph) this.#graph++;
    this.#lastNumber = number;
    if (areCandidatesTold) {
      this.#undecided = { pts };
      return;
    }
    if (this.sourceFrames < times.length && times[this.sourceFrames] !== pts) {
      this.#stray();
      return;
    }
    sampler.take(pts);
    if (!isSelecting) this.#announce(sampler.isWanted ? sampler.ordinal : -1);
    else if (!isLive) this.#isAwaitingPassed = sampler.isWanted;
    if (sampler.isPastEnd || (sampler.isPastWanted && !this.#isAwaitingPassed && !isLive)) this.#finish();
  }

  #takePassed({ pts }: FrameLine): void {
    const { sampler, isLive, areCandidatesTold } = this.options;
    if (areCandidatesTold) {
      this.#decide(true);
      return;
    }
    if (!isLive && !this.#isAwaitingPassed) {
      this.#interrupt();
      return;
    }
    this.#isAwaitingPassed = false;
    if (isLive) this.#announce(this.#liveOrdinals++, pts === null ? null : pts / 1000);
    else this.#announce(sampler.ordinal);
    if (sampler.isPastWanted && !isLive) this.#finish();
  }

  /** Takes the frame that was told of last, now that it is known whether it is a candidate. */
  #decide(isCandidate: boolean): void {
    const frame = this.#undecided;
    if (!frame) return;
    this.#undecided = null;
    const { sampler } = this.options;
    const { skipped, isFound } = this.#skipped?.upTo(frame.pts) ?? { skipped: [], isFound: true };
    for (const pts of skipped) sampler.take(pts, false);
    if (isFound && !sampler.isPastEnd) {
      sampler.take(frame.pts, isCandidate);
      if (isCandidate) this.#announce(sampler.isWanted ? sampler.ordinal : -1);
    }
    if (sampler.isPastEnd || sampler.isPastWanted) this.#finish();
    else if (!isFound) this.#stray();
  }

  #takeRest(skipped: SkippedFrames): void {
    const rest = skipped.rest();
    if (!rest) this.#stray();
    else for (const pts of rest) this.options.sampler.take(pts, false);
  }

  #announce(ordinal: number, stampedAt: number | null = null): void {
    const { frameIndex, pts } = this.options.sampler;
    this.#queue.push({ frameIndex, pts, ordinal, graph: this.#graph, stampedAt });
    this.#wake();
  }

  #stray(): void {
    this.isAstray = true;
    this.#close();
  }

  #interrupt(): void {
    this.isInterrupted = true;
    this.#close();
  }

  #finish(): void {
    this.isFinished = true;
    this.#close();
  }

  #close(): void {
    this.#isClosed = true;
    this.#wake();
  }
}
