import { type CameraGap, type CaptureReport, type DroppedChunk, MOST_REPORTED } from '../../shared/capture.ts';
import { ptsSecondsOf } from '../../shared/chunk-job.ts';
import type { DecodedFrame } from '../ffmpeg/decoded-frame.ts';
import type { StreamInfo } from '../ffmpeg/stream-info.ts';

/** What is to be told of a segment. */
export type PendingReport = Pick<CaptureReport, 'dropped' | 'gaps'>;

/** The account of one run of a capture: which frames came, which were dropped, and when the camera gave none. */
export class CaptureSegment {
  /** Frames that the run has to account for. */
  capturedFrames = 0;
  /** Numbers of chunks given so far; those that are dropped have one, too. */
  chunkCount = 0;
  /** When the first frame came, milliseconds since the epoch. */
  readonly startedAt: number;
  readonly #origin: Pick<DecodedFrame, 'frameIndex' | 'pts'>;
  #dropping: { firstFrameIndex: number; frameCount: number } | null = null;
  #dropped: DroppedChunk[] = [];
  readonly #gaps = new Map<string, CameraGap>();

  /**
   * @param first - its first frame
   * @param isOwnTime - whether frames count, and their time runs, from that frame on; else as the camera's do
   */
  constructor(
    first: DecodedFrame,
    private readonly timeBase: StreamInfo['timeBase'],
    private readonly chunkFrames: number,
    isOwnTime: boolean,
  ) {
    this.startedAt = Math.floor(first.arrivedAt);
    this.#origin = isOwnTime ? first : { frameIndex: 0, pts: 0 };
  }

  /** The frame, as the run calls it. */
  admit(frame: DecodedFrame): DecodedFrame {
    this.capturedFrames++;
    const { frameIndex, pts } = this.#origin;
    return { ...frame, frameIndex: frame.frameIndex - frameIndex, pts: frame.pts - pts };
  }

  /** Its time in the run. @param frame - as the camera's */
  secondsOf({ pts }: DecodedFrame): number {
    return ptsSecondsOf(pts - this.#origin.pts, [...this.timeBase]);
  }

  nextChunkIndex(): number {
    return this.chunkCount++;
  }

  /** @param frame - as admitted */
  drop({ frameIndex }: DecodedFrame): void {
    this.#dropping ??= { firstFrameIndex: frameIndex, frameCount: 0 };
    this.#dropping.firstFrameIndex = Math.min(this.#dropping.firstFrameIndex, frameIndex);
    if (++this.#dropping.frameCount === this.chunkFrames) this.#closeDropped();
  }

  dropChunk(chunk: DroppedChunk): void {
    this.#dropped.push(chunk);
  }

  /** Told again of the same beginning, it replaces what was told before. */
  tellGap(gap: CameraGap): void {
    this.#gaps.set(gap.fromAt, gap);
  }

  /** What there is to tell, as much as one report holds; it is gone from here. */
  takePending(): PendingReport {
    this.#closeDropped();
    const gaps = [...this.#gaps.values()].slice(0, MOST_REPORTED);
    for (const { fromAt } of gaps) this.#gaps.delete(fromAt);
    return { dropped: this.#dropped.splice(0, MOST_REPORTED), gaps };
  }

  /** For a report that did not arrive. */
  putBack({ dropped, gaps }: PendingReport): void {
    this.#dropped.unshift(...dropped);
    for (const gap of gaps) if (!this.#gaps.has(gap.fromAt)) this.#gaps.set(gap.fromAt, gap);
  }

  get hasPending(): boolean {
    return this.#dropping !== null || this.#dropped.length > 0 || this.#gaps.size > 0;
  }

  #closeDropped(): void {
    if (this.#dropping) this.#dropped.push({ chunkIndex: this.nextChunkIndex(), ...this.#dropping });
    this.#dropping = null;
  }
}
