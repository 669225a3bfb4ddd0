import { seededRandom } from '../../../fixtures/seeded-random.ts';

/** Random choices, the same each time for a seed. */
export class Random {
  /** In 0..1, 1 excluded. */
  readonly number: () => number;

  constructor(seed: number) {
    this.number = seededRandom(seed);
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
