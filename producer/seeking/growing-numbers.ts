/** Numbers in a row that grows, 8 bytes each. */
export class GrowingNumbers {
  length = 0;
  #numbers = new Float64Array(1024);

  push(number: number): void {
    if (this.length === this.#numbers.length) {
      const grown = new Float64Array(this.length * 2);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    this.#numbers[this.length++] = number;
  }

  get last(): number {
    return this.length === 0 ? -Infinity : this.#numbers[this.length - 1]!;
  }

  /** The numbers so far; borrowed. */
  get values(): Float64Array {
    return this.#numbers.subarray(0, this.length);
  }
}

/** How many of some ascending numbers are less than a number. */
export function countBelow(numbers: Float64Array, number: number): number {
  let [from, to] = [0, numbers.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (numbers[middle]! < number) from = middle + 1;
    else to = middle;
  }
  return from;
}
