/** Asked about so soon again, a run is waited for; progress alone is asked for once a second. */
const SOON_MS = 800;
const MOST_RUNS = 1000;

/** Tells runs that somebody waits for from those whose progress is looked at now and then. */
export class FollowedRuns {
  readonly #asked = new Map<string, { readonly at: number; readonly isSoon: boolean }>();

  /** Takes down that somebody asks about a run. @returns whether somebody waits for it */
  ask(runId: string, now = performance.now()): boolean {
    const isSoon = this.#isRecent(runId, now);
    if (this.#asked.size >= MOST_RUNS) this.#asked.clear();
    this.#asked.set(runId, { at: now, isSoon });
    return isSoon;
  }

  /** Whether somebody waits for a run. */
  has(runId: string, now = performance.now()): boolean {
    return this.#isRecent(runId, now) && this.#asked.get(runId)!.isSoon;
  }

  #isRecent(runId: string, now: number): boolean {
    return now - (this.#asked.get(runId)?.at ?? Number.NEGATIVE_INFINITY) < SOON_MS;
  }
}
