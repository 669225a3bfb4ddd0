import type { StreamInfo } from '../../producer/ffmpeg/stream-info.ts';
import type { TimedFrame } from './window-frames.ts';

type Facts = Pick<StreamInfo, 'timeBase' | 'fpsNum' | 'fpsDen'>;

/** Ticks of a clip that is played at another speed: every usual rate is a multiple of them. */
const FAST_TIME_BASE = [1, 90_000] as const;
/** Of a clip that is played fast no more frames a second are kept, unless the source has more. */
const MOST_FRAMES_A_SECOND = 60;
const ASSUMED_RATE = 25;

/**
 * When the frames of a clip are shown: at the source's own distances, in its own ticks, from 0; or those by a speed, and then no more
 * of them than a screen shows.
 */
export class ClipClock {
  readonly timeBase: readonly [numerator: number, denominator: number];
  /** How long the last frame is shown, in ticks. */
  readonly lastTicks: number;
  readonly #rate: number;
  #first: TimedFrame | null = null;
  #lastSlot = -1;

  constructor(
    { timeBase, fpsNum, fpsDen }: Facts,
    private readonly speed: number,
  ) {
    this.timeBase = speed === 1 ? timeBase : FAST_TIME_BASE;
    this.#rate = fpsNum > 0 ? fpsNum / fpsDen : ASSUMED_RATE;
    const [numerator, denominator] = this.timeBase;
    this.lastTicks = Math.max(1, Math.round(denominator / numerator / this.shownRate));
  }

  /** Nominal frames a second of the clip. */
  get shownRate(): number {
    return this.speed === 1 ? this.#rate : Math.min(this.#rate * this.speed, this.#mostRate);
  }

  /** When a frame is shown, in ticks; `null`: it is left out. To be asked frame by frame. */
  ticksOf(timed: TimedFrame): number | null {
    this.#first ??= timed;
    if (this.speed === 1) return timed.frame.pts - this.#first.frame.pts;
    const seconds = (timed.seconds - this.#first.seconds) / this.speed;
    const slot = Math.floor(seconds * this.#mostRate + 1e-6);
    if (slot <= this.#lastSlot) return null;
    this.#lastSlot = slot;
    return Math.round((seconds * FAST_TIME_BASE[1]) / FAST_TIME_BASE[0]);
  }

  get #mostRate(): number {
    return Math.max(this.#rate, MOST_FRAMES_A_SECOND);
  }
}
