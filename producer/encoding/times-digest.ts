import { createHash } from 'node:crypto';

/** Sums up time stamps in the order in which frames are shown, so that two recordings can be compared without holding those of either. */
export class TimesDigest {
  count = 0;
  /** Nanoseconds; `null` before the first. */
  first: number | null = null;
  last: number | null = null;
  readonly #hash = createHash('sha256');
  readonly #bytes = Buffer.alloc(8);

  /** @param timeBase - seconds a tick */
  constructor(private readonly timeBase: readonly [numerator: number, denominator: number]) {}

  add(pts: number): void {
    const [numerator, denominator] = this.timeBase;
    const nanoseconds = Math.round((pts * numerator * 1e9) / denominator);
    this.first ??= nanoseconds;
    this.last = nanoseconds;
    this.count++;
    this.#bytes.writeDoubleLE(nanoseconds);
    this.#hash.update(this.#bytes);
  }

  /** Of those so far. */
  get hash(): string {
    return this.#hash.copy().digest('hex');
  }
}
