import type { DecodedFrame } from './decoded-frame.ts';

/** ffmpeg looks at a stream for a second at most before it hands over what it saw. */
const longestMs = 1500;
/** Frames of such a burst that are held back at once. */
const mostFrames = 60;

/**
 * When the first frames of a stream came. ffmpeg hands over at once what it read while it was finding out what the stream is, so
 * their stamps are late. They are held back until frames come at the stream's own pace; from that frame's stamp and the distances
 * of their time stamps follows when they came.
 */
export class OpeningBurst {
  readonly #held: DecodedFrame[] = [];
  readonly #millisecondsPerTick: number;
  #isOver = false;

  /** @param secondsPerTick - of the stream's time stamps */
  constructor(secondsPerTick: number) {
    this.#millisecondsPerTick = secondsPerTick * 1000;
  }

  /** @returns the frames of which it is known now when they came, in order */
  take(frame: DecodedFrame): DecodedFrame[] {
    if (this.#isOver) return [frame];
    const before = this.#held.at(-1);
    const isHeld = !before || this.#isFast(before, frame);
    if (isHeld && this.#held.length < mostFrames) {
      this.#held.push(frame);
      return [];
    }
    return [...this.#spread(this.#delayOf(frame)), frame];
  }

  /** Says that nothing is held back any more: no frame came for a while, or none will. */
  end(): DecodedFrame[] {
    return this.#spread(Number.POSITIVE_INFINITY);
  }

  /** @param steadyDelay - of a frame that came at its pace */
  #spread(steadyDelay: number): DecodedFrame[] {
    this.#isOver = true;
    const held = this.#held.splice(0);
    if (held.length < 2) return held; // one frame is no burst
    const delay = Math.min(steadyDelay, ...held.map((frame) => this.#delayOf(frame)));
    let last = Number.NEGATIVE_INFINITY;
    return held.map((frame) => {
      const early = Math.min(longestMs, this.#delayOf(frame) - delay);
      last = Math.max(last, frame.arrivedAt - early);
      return { ...frame, arrivedAt: last };
    });
  }

  #isFast(before: DecodedFrame, frame: DecodedFrame): boolean {
    const streamMs = (frame.pts - before.pts) * this.#millisecondsPerTick;
    return streamMs > 0 && streamMs < longestMs && frame.arrivedAt - before.arrivedAt < streamMs / 2;
  }

  /** How long after its time stamp a frame came, on a scale of the stream's own. */
  #delayOf({ arrivedAt, pts }: DecodedFrame): number {
    return arrivedAt - pts * this.#millisecondsPerTick;
  }
}
