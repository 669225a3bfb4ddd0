/** Things that belong together, by a leader of each set. */
export class DisjointSets<T> {
  readonly #leaders = new Map<T, T>();

  /** Itself of what was joined to nothing. */
  leaderOf(one: T): T {
    const next = this.#leaders.get(one);
    return next === undefined ? one : this.leaderOf(next);
  }

  /** The leader of the first becomes that of the second's set too. */
  join(first: T, second: T): void {
    const leader = this.leaderOf(first);
    if (leader !== this.leaderOf(second)) this.#leaders.set(this.leaderOf(second), leader);
  }
}
