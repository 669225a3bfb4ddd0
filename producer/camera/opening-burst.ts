import type { DecodedFrame } from '../ffmpeg/decoded-frame.ts';

/** ffmpeg looks at a stream for a second at most before it hands over what it saw. */
const longestMs = 1500;
/** Frames that are held back at once. */
const mostFrames = 60;
/** So many frames in a row that come at their own pace end the burst: on a busy machine it has pauses. */
const steadyFrames = 3;

/**
 * When the first frames of a stream came. ffmpeg hands over at once what it read while it was finding out what the stream is, so
 * their stamps are late. They are held back until frames come at the stream's own pace; from how late those are, against their
 * time stamps, follows when the others came.
 */
export class OpeningBurst {
  readonly #held: DecodedFrame[] = [];
  readonly #millisecondsPerTick: number;
  #steady = 0;
  #isBurst = false;
  #isOver = false;

  /** @param secondsPerTick - of the stream's time stamps */
  constructor(secondsPerTick: number) {
    this.#millisecondsPerTick = secondsPerTick * 1000;
  }

  /** @returns the frames of which it is known now when they came, in order */
  take(frame: DecodedFrame): DecodedFrame[] {
    if (this.#isOver) return [frame];
    const before = this.#held.at(-1);
    this.#held.push(frame);
    const streamMs = before ? (frame.pts - before.pts) * this.#millisecondsPerTick : 0;
    if (before && streamMs > 0) {
      const isFast = streamMs < longestMs && frame.arrivedAt - before.arrivedAt < streamMs / 2;
      this.#isBurst ||= isFast;
      this.#steady = isFast ? 0 : this.#steady + 1;
    }
    return this.#steady === steadyFrames || this.#held.length === mostFrames ? this.end() : [];
  }

  /** Says that nothing is held back any more: some time has passed, or no frame will come. */
  end(): DecodedFrame[] {
    this.#isOver = true;
    const held = this.#held.splice(0);
    if (!this.#isBurst) return held;
    const delay = Math.min(...held.map((frame) => this.#delayOf(frame)));
    let last = Number.NEGATIVE_INFINITY;
    return held.map((frame) => {
      const early = Math.min(longestMs, this.#delayOf(frame) - delay);
      last = Math.max(last, frame.arrivedAt - early);
      return { ...frame, arrivedAt: last };
    });
  }

  /** How long after its time stamp a frame came, on a scale of the stream's own. */
  #delayOf({ arrivedAt, pts }: DecodedFrame): number {
    return arrivedAt - pts * this.#millisecondsPerTick;
  }
}
