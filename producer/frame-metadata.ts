import { FACT_FRACTIONS } from './sampling-expression.ts';

/** What the log says of a frame that comes on stdout. */
export interface FrameMetadata {
  readonly frameIndex: number;
  readonly pts: number;
  /** Place among the sampled frames, from 0. */
  readonly ordinal: number;
}

/**
 * Reads the facts that `samplingExpression` prints, a line of the log at a time.
 *
 * Holds the facts of frames on their way through the pipe, which ffmpeg's own back-pressure bounds; frames that are not
 * handed over leave nothing behind but the counts.
 */
export class FrameMetadataReader {
  /** Frames of the source seen so far. */
  sourceFrames = 0;
  /** Sampled frames seen so far, handed over or not. */
  sampledFrames = 0;
  /** Frames announced to come on stdout. */
  announcedFrames = 0;
  firstPts: number | null = null;
  lastPts: number | null = null;
  #frameIndex = -1;
  #isClosed = false;
  readonly #queue: FrameMetadata[] = [];
  #wake: () => void = () => undefined;

  /** @returns whether the line was a fact of a frame */
  read(line: string): boolean {
    const match = /(?:^|\] )(-?\d+)\.(\d+?)0*$/.exec(line);
    if (!match) return false;
    // `-3 + 0.5` is printed as -2.5
    const number = Math.floor(Number(`${match[1]}.${match[2]}`));
    if (match[2] === FACT_FRACTIONS.pts) this.#readPts(number);
    else if (match[2] === FACT_FRACTIONS.frameIndex) this.#readFrameIndex(number);
    else if (match[2] === FACT_FRACTIONS.skippedOrdinal) this.sampledFrames = number + 1;
    else if (match[2] === FACT_FRACTIONS.wantedOrdinal) this.#readWanted(number);
    else return false;
    return true;
  }

  /** The fact of the next frame on stdout; `null` when none will come any more. */
  async next(): Promise<FrameMetadata | null> {
    while (this.#queue.length === 0 && !this.#isClosed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#queue.shift() ?? null;
  }

  /** Says that the log has ended. */
  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  #readFrameIndex(frameIndex: number): void {
    this.#frameIndex = frameIndex;
    this.sourceFrames = frameIndex + 1;
  }

  #readPts(pts: number): void {
    this.firstPts ??= pts;
    this.lastPts = pts;
  }

  #readWanted(ordinal: number): void {
    this.sampledFrames = ordinal + 1;
    this.announcedFrames++;
    this.#queue.push({ frameIndex: this.#frameIndex, pts: this.lastPts ?? 0, ordinal });
    this.#wake();
  }
}
