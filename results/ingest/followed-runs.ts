/** Asked about so soon again, a run is waited for; progress alone is asked for once a second. */
const SOON_MS = 800;
const MOST_RUNS = 1000;

interface Asked {
  /** When it was seen last that somebody waits for it. */
  readonly waitedAt: number;
  /** When each of its questions was asked last. */
  readonly lastAt: Map<string, number>;
  /** Frames of the run whose results are yet to come; `Infinity` where that is not known. */
  missing: number;
}

/** Tells runs that somebody waits for from those whose progress is looked at now and then. */
export class FollowedRuns {
  readonly #asked = new Map<string, Asked>();

  /**
   * Takes down that somebody asks about a run.
   *
   * @param question - who waits asks the same again; who looks for its progress and, beside it, for what was lost does not wait
   * @returns whether somebody waits for it
   */
  ask(runId: string, question: string, now = performance.now()): boolean {
    const before = this.#asked.get(runId);
    const lastAt = before?.lastAt ?? new Map<string, number>();
    const isSoon = now - (lastAt.get(question) ?? -Infinity) < SOON_MS;
    lastAt.set(question, now);
    const waitedAt = isSoon ? now : (before?.waitedAt ?? -Infinity);
    if (this.#asked.size >= MOST_RUNS) this.#asked.clear();
    this.#asked.set(runId, { waitedAt, lastAt, missing: before?.missing ?? Infinity });
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
    return asked.missing <= 0 && now - asked.waitedAt < SOON_MS;
  }
}
