import type { BetweenFrame } from '../../shared/adaptive.ts';
import { ptsSecondsOf } from '../../shared/chunk-job.ts';
import type { FrameName } from '../../shared/chunk-result.ts';
import type { DecodedFrame } from '../ffmpeg/decoded-frame.ts';
import type { StreamInfo } from '../ffmpeg/stream-info.ts';

/** What is known of the frames of a stretch, by ordinal; little, so that it is kept for all of them. */
export class StretchFrames {
  readonly #frames: BetweenFrame[] = [];
  readonly #moving = new Set<number>();

  constructor(
    private readonly first: number,
    private readonly timeBase: StreamInfo['timeBase'],
  ) {}

  get last(): number {
    return this.first + this.#frames.length - 1;
  }

  add({ frameIndex, ordinal, pts, source }: DecodedFrame, isMoving: boolean): void {
    const ptsSeconds = ptsSecondsOf(pts, [...this.timeBase]);
    this.#frames.push({ frameIndex, chunkIndex: ordinal, ptsSeconds, width: source.width, height: source.height });
    if (isMoving) this.#moving.add(ordinal);
  }

  nameOf(ordinal: number): FrameName {
    const { frameIndex, chunkIndex } = this.#of(ordinal);
    return { frameIndex, chunkIndex };
  }

  /** Frames between two others. */
  between(from: number, to: number): BetweenFrame[] {
    return this.#frames.slice(from + 1 - this.first, to - this.first);
  }

  /** Of the frames between two others that which lies in the middle of those in which something moves; `null` where nothing does. */
  middleOfMoving(from: number, to: number): number | null {
    const moving = this.between(from, to).filter(({ chunkIndex }) => this.#moving.has(chunkIndex));
    return moving[moving.length >> 1]?.chunkIndex ?? null;
  }

  #of(ordinal: number): BetweenFrame {
    return this.#frames[ordinal - this.first]!;
  }
}
