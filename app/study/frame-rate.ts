/** Events that happen again and again, and how often a second. */
export class FrameRate {
  #times: number[] = [];

  tick(): void {
    this.#times.push(performance.now());
  }

  reset(): void {
    this.#times = [];
  }

  /** @param seconds - since the reset */
  perSecond(seconds: number): number {
    return rateOf(this.#times, seconds);
  }
}

/**
 * From the first event to the last, so that slow ones are not cut off at the ends; by their number where there are too few.
 *
 * @param times - in milliseconds, ascending
 */
export function rateOf(times: readonly number[], seconds: number): number {
  const spanSeconds = (times.at(-1)! - times[0]!) / 1000;
  return times.length < 3 || spanSeconds <= 0 ? times.length / seconds : (times.length - 1) / spanSeconds;
}
