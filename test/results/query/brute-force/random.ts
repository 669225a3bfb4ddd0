/** Random choices, the same each time for a seed. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In 0..1, 1 excluded. */
  number(): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return this.#state / 2 ** 32;
  }

  /** A whole number, both ends included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.number() * (most - least + 1));
  }

  one<T>(items: readonly T[]): T {
    return items[this.whole(0, items.length - 1)]!;
  }

  chance(share: number): boolean {
    return this.number() < share;
  }
}
