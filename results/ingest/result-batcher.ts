import type { StoreOutcome } from '../../shared/chunk-result.ts';

/** Writes a batch in one transaction: all of it, or (by throwing) none. */
export type CommitBatch<Result> = (results: readonly Result[]) => Promise<readonly StoreOutcome[]>;

export interface BatchLimits {
  /** Chunks in one transaction at most; so many wait for nothing. */
  readonly maxChunks: number;
  /** How long the first of a batch waits for others. */
  readonly minDelayMs: number;
  /** From the start of one transaction to that of the next, where somebody waits for it: a transaction costs more than the chunks in it. */
  readonly minIntervalMs: number;
  /** The same where nobody does. */
  readonly calmIntervalMs: number;
}

interface Waiting<Result> {
  readonly result: Result;
  readonly resolve: (outcome: StoreOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/** Gathers results into transactions, one at a time: while one is written, the next fills. */
export class ResultBatcher<Result> {
  readonly #commit: CommitBatch<Result>;
  readonly #limits: BatchLimits;
  #waiting: Waiting<Result>[] = [];
  #underWay: readonly Waiting<Result>[] = [];
  #timer: NodeJS.Timeout | null = null;
  #isCommitting = false;
  #isHurried = false;
  #isUrgent = false;
  #lastStart = Number.NEGATIVE_INFINITY;

  constructor(commit: CommitBatch<Result>, limits: BatchLimits) {
    this.#commit = commit;
    this.#limits = limits;
  }

  /** @returns what became of the result, once that is on disk; throws what its batch threw */
  add(result: Result): Promise<StoreOutcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ result, resolve, reject });
      this.#schedule();
    });
  }

  /** Says that somebody waits for what comes: the next transaction is not put off for the sake of fewer. */
  hurry(): void {
    if (this.#isHurried) return;
    this.#isHurried = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#schedule();
  }

  /** Says that what waits now is all that is waited for: it is written next, and at once. */
  urge(): void {
    this.#isUrgent = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#schedule();
  }

  /** Results that came and are not on disk yet. */
  get unwritten(): readonly Result[] {
    return [...this.#underWay, ...this.#waiting].map(({ result }) => result);
  }

  #schedule(): void {
    if (this.#isCommitting || this.#waiting.length === 0) return;
    if (this.#waiting.length >= this.#limits.maxChunks) void this.#commitNext();
    else this.#timer ??= setTimeout(() => void this.#commitNext(), this.#delayMs());
  }

  #delayMs(): number {
    if (this.#isUrgent) return 0;
    const { minDelayMs, minIntervalMs, calmIntervalMs } = this.#limits;
    const intervalMs = this.#isHurried ? minIntervalMs : calmIntervalMs;
    return Math.max(minDelayMs, this.#lastStart + intervalMs - performance.now());
  }

  async #commitNext(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#isCommitting = true;
    this.#isUrgent = false;
    this.#lastStart = performance.now();
    const batch = this.#waiting.splice(0, this.#limits.maxChunks);
    this.#underWay = batch;
    this.#isHurried = batch.length === this.#limits.maxChunks; // where many come, the last of them are not left to wait for more
    try {
      const outcomes = await this.#commit(batch.map(({ result }) => result));
      batch.forEach(({ resolve }, index) => {
        resolve(outcomes[index] ?? 'skipped');
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.#isCommitting = false;
      this.#underWay = [];
      this.#schedule();
    }
  }
}
