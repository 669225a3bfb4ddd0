/** On each side of zero. */
const BINS = 2048;

/** How often which values come, in bins of one width on both sides of zero; grows with what it is given. */
export class Histogram {
  /** Width of a bin; 0 until something other than zero came. */
  #width = 0;
  readonly #counts = new Float64Array(2 * BINS);
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  /** @returns 0 when nothing came */
  get min(): number {
    return Math.min(0, this.#min);
  }

  get max(): number {
    return Math.max(0, this.#max);
  }

  add(values: Float32Array): void {
    let [min, max] = [this.#min, this.#max];
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    this.#min = min;
    this.#max = max;
    this.#widen(Math.max(-min, max));
    const scale = this.#width > 0 ? 1 / this.#width : 0;
    const counts = this.#counts;
    for (let i = 0; i < values.length; i++) counts[Math.floor(values[i]! * scale) + BINS]!++;
  }

  /** Adds what another one counted. */
  merge(other: Histogram): void {
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
    this.#widen(Math.max(-this.#min, this.#max));
    for (const { centre, count } of other.bins()) this.#counts[Math.floor(centre / this.#width) + BINS]! += count;
  }

  /** The bins that something fell into, ascending. */
  bins(): { readonly centre: number; readonly count: number }[] {
    const found = [];
    for (let bin = 0; bin < 2 * BINS; bin++) {
      const count = this.#counts[bin]!;
      if (count > 0) found.push({ centre: (bin - BINS + 0.5) * this.#width, count });
    }
    return found;
  }

  /** Doubles the width until `limit` fits; neighbours become one bin. */
  #widen(limit: number): void {
    if (!(limit > 0) || !Number.isFinite(limit)) return;
    if (this.#width === 0) this.#width = (limit * 1.001) / BINS;
    while (limit >= this.#width * BINS) {
      this.#width *= 2;
      const former = this.#counts.slice();
      this.#counts.fill(0);
      for (let bin = 0; bin < 2 * BINS; bin++) this.#counts[(bin + BINS) >> 1]! += former[bin]!;
    }
  }
}
