/** Asked about so soon again, a run is waited for; progress alone is asked for once a second. */
const SOON_MS = 800;
const MOST_RUNS = 1000;

/** Tells runs that somebody waits for from those whose progress is looked at now and then. */
export class FollowedRuns {
  readonly #askedAt = new Map<string, number>();

  /** Takes down that somebody asks about a run. @returns whether somebody waits for it */
  ask(runId: string, now = performance.now()): boolean {
    const askedAt = this.#askedAt.get(runId) ?? Number.NEGATIVE_INFINITY;
    if (this.#askedAt.size >= MOST_RUNS) this.#askedAt.clear();
    this.#askedAt.set(runId, now);
    return now - askedAt < SOON_MS;
  }
}
