/** Asked about so soon again, a run is waited for; progress alone is asked for once a second. */
const SOON_MS = 800;
const MOST_RUNS = 1000;

interface Asked {
  readonly at: number;
  readonly isSoon: boolean;
  /** Frames of the run whose results are yet to come; `Infinity` where that is not known. */
  missing: number;
}

/** Tells runs that somebody waits for from those whose progress is looked at now and then. */
export class FollowedRuns {
  readonly #asked = new Map<string, Asked>();

  /** Takes down that somebody asks about a run. @returns whether somebody waits for it */
  ask(runId: string, now = performance.now()): boolean {
    const before = this.#asked.get(runId);
    const isSoon = before !== undefined && now - before.at < SOON_MS;
    if (this.#asked.size >= MOST_RUNS) this.#asked.clear();
    this.#asked.set(runId, { at: now, isSoon, missing: before?.missing ?? Infinity });
    return isSoon;
  }

  /** Takes down how many frames of a run have yet to come. */
  expect(runId: string, missing: number): void {
    const asked = this.#asked.get(runId);
    if (asked) asked.missing = missing;
  }

  /** Takes down frames that came. @returns whether they are the last of a run that somebody waits for */
  came(runId: string, frames: number, now = performance.now()): boolean {
    const asked = this.#asked.get(runId);
    if (!asked) return false;
    asked.missing -= frames;
    return asked.missing <= 0 && asked.isSoon && now - asked.at < SOON_MS;
  }
}
