import type { DecodedFrame } from '../ffmpeg/decoded-frame.ts';

type TimeBase = readonly [numerator: number, denominator: number];

/**
 * Numbers and times of a camera's frames that go on over its being opened again: indexes count on, and time stamps too, by as
 * much as passed on the wall clock.
 */
export class CameraClock {
  /** Frames of all streams before the present one. */
  #framesBefore = 0;
  #last: { readonly pts: number; readonly arrivedAt: number } | null = null;
  /** Of the present stream: its time base, its first time stamp, and what that is called. */
  #stream: { readonly timeBase: TimeBase; readonly firstPts: number; readonly pts: number } | null = null;

  /**
   * @param timeBase - of the time stamps that it gives
   * @param isUntimed - whether the camera's own time stamps say nothing: then frames are as far apart as they came
   */
  constructor(
    private readonly timeBase: TimeBase,
    private readonly isUntimed = false,
  ) {}

  /** Says that the stream has ended. @param frames - that it had */
  endStream(frames: number): void {
    this.#framesBefore += frames;
    this.#stream = null;
  }

  /** @param timeBase - of the frame's stream */
  apply(frame: DecodedFrame, timeBase: TimeBase): DecodedFrame {
    if (this.isUntimed) this.#stream = null;
    this.#stream ??= { timeBase, firstPts: frame.pts, pts: this.#begin(frame) };
    const { firstPts, pts: begun } = this.#stream;
    const ticks = (frame.pts - firstPts) * (secondsOf(timeBase) / secondsOf(this.timeBase));
    const pts = begun + Math.round(ticks);
    this.#last = { pts: Math.max(pts, this.#last?.pts ?? pts), arrivedAt: frame.arrivedAt };
    return { ...frame, frameIndex: this.#framesBefore + frame.frameIndex, pts };
  }

  #begin({ pts, arrivedAt }: DecodedFrame): number {
    if (!this.#last) return this.isUntimed ? 0 : pts;
    const passed = Math.max(0, arrivedAt - this.#last.arrivedAt) / 1000 / secondsOf(this.timeBase);
    return this.#last.pts + Math.max(1, Math.round(passed));
  }
}

function secondsOf([numerator, denominator]: TimeBase): number {
  return numerator / denominator;
}
