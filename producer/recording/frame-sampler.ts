import { rangesOfWindow, type TimeRange } from '../../shared/time-ranges.ts';
import {
  CLOCK_JUMP_SECONDS,
  type OrdinalRange,
  type SamplerState,
  type Sampling,
  TIME_TOLERANCE_SECONDS,
} from '../ffmpeg/sampling-expression.ts';
import { FrameGaps } from './frame-gaps.ts';

/** A step back of the source's clock: the first frame after it, and the stream times on both sides. */
export interface ClockJump {
  readonly frameIndex: number;
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/**
 * Which frames of a source are sampled. Counts for itself, so that nothing that happens inside ffmpeg can make it begin anew.
 *
 * Stream time is pts minus the first frame's pts. A frame without pts gets the pts before it plus the last distance between
 * two frames (one tick at the beginning). `every` counts source frames from 0; `start` ≤ time < `end`; `fps` takes the first
 * of the frames left at or after each tick of 1/fps, one a tick at most; a time stamp may lie half a tick of the time base
 * before it, since containers round. Where time stamps fall back by more than 0.25 s (recordings that were joined), the ticks
 * go on as if the frames followed one another at the distance of the two before.
 *
 * Where only some frames are candidates at all (key frames, say), `every` counts among those.
 */
export class FrameSampler {
  /** Of the frame taken last, counted in the source from 0; -1 before the first. */
  frameIndex = -1;
  /** Of the frame taken last. */
  pts = 0;
  /** Place of the frame taken last among the sampled ones, from 0; -1 when it is not sampled. */
  ordinal = -1;
  /** Of the frame taken last, by its own time stamp. */
  seconds = 0;
  /** Of the frame taken last, since the first; never falls back. */
  elapsedSeconds = 0;
  sampledFrames = 0;
  firstPts = 0;
  /** Ticks between the two frames taken last that moved on. */
  distance = 1;
  readonly gaps: FrameGaps;
  clockJumps = 0;
  firstClockJump: ClockJump | null = null;
  #elapsedTicks = 0;
  #jumpedTicks = 0;
  #nextTick = 0;
  #range = 0;
  #candidates = 0;
  readonly #times: readonly TimeRange[];

  /**
   * @param secondsPerTick - the stream's time base
   * @param wanted - ascending
   */
  constructor(
    private readonly sampling: Sampling,
    private readonly wanted: readonly OrdinalRange[],
    private readonly secondsPerTick: number,
  ) {
    this.gaps = new FrameGaps(secondsPerTick);
    this.#times = rangesOfWindow(sampling);
  }

  get firstSeconds(): number {
    return this.firstPts * this.secondsPerTick;
  }

  get state(): SamplerState {
    const { firstPts, pts, distance, sampledFrames } = this;
    const [nextTick, jumpedTicks] = [this.#nextTick, this.#jumpedTicks];
    return { frameIndex: this.frameIndex + 1, firstPts, pts, distance, sampledFrames, nextTick, jumpedTicks };
  }

  /**
   * Takes the next frame of the source.
   *
   * @param isCandidate - whether it may be sampled at all
   */
  take(stampedPts: number | null, isCandidate = true): void {
    const { secondsPerTick } = this;
    const isFirst = ++this.frameIndex === 0;
    const before = this.pts;
    const pts = stampedPts ?? (isFirst ? 0 : before + this.distance);
    if (isFirst) this.firstPts = pts;
    else if ((before - pts) * secondsPerTick > CLOCK_JUMP_SECONDS) this.#jumpBack(before, pts);
    const distance = isFirst ? 0 : pts - before;
    if (distance > 0) this.distance = distance;
    this.pts = pts;
    this.seconds = (pts - this.firstPts) * secondsPerTick + TIME_TOLERANCE_SECONDS;
    const elapsedBefore = this.#elapsedTicks;
    this.#elapsedTicks = pts - this.firstPts + this.#jumpedTicks;
    this.elapsedSeconds = this.#elapsedTicks * secondsPerTick + TIME_TOLERANCE_SECONDS;
    if (!isFirst && this.#isInWindow(distance)) this.gaps.take(elapsedBefore, this.#elapsedTicks);
    this.ordinal = isCandidate && this.#isSampled() ? this.sampledFrames++ : -1;
  }

  /** Whether the frame taken last is to be handed over. */
  get isWanted(): boolean {
    const { wanted, ordinal } = this;
    if (ordinal < 0) return false;
    while (this.#range < wanted.length && wanted[this.#range]!.last < ordinal) this.#range++;
    return this.#range < wanted.length && wanted[this.#range]!.first <= ordinal;
  }

  /** Whether all wanted frames were taken. */
  get isPastWanted(): boolean {
    return this.sampledFrames > (this.wanted.at(-1)?.last ?? -1);
  }

  /** Whether the window is over; a second late, since frames may lie out of order. */
  get isPastEnd(): boolean {
    const { end } = this.sampling;
    return end !== null && this.seconds >= end + 1;
  }

  /** Whether the stretch before the frame taken last lies in the window, in part at least. */
  #isInWindow(distance: number): boolean {
    const before = this.seconds - distance * this.secondsPerTick;
    return this.#times.some(
      ({ start, end }) => (start === null || this.seconds > start) && (end === null || before < end),
    );
  }

  #isSampled(): boolean {
    const { every, fps } = this.sampling;
    if (this.#candidates++ % every !== 0) return false;
    const { seconds } = this;
    if (!this.#times.some(({ start, end }) => (start === null || seconds >= start) && (end === null || seconds < end)))
      return false;
    if (fps === null) return true;
    const tick = Math.floor((this.elapsedSeconds + this.secondsPerTick / 2) * fps);
    if (tick < this.#nextTick) return false;
    this.#nextTick = tick + 1;
    return true;
  }

  #jumpBack(before: number, pts: number): void {
    this.#jumpedTicks += before + this.distance - pts;
    this.clockJumps++;
    this.firstClockJump ??= {
      frameIndex: this.frameIndex,
      fromSeconds: (before - this.firstPts) * this.secondsPerTick,
      toSeconds: (pts - this.firstPts) * this.secondsPerTick,
    };
  }
}
