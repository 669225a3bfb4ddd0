import { FramefleetError, messageOf, OutputError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logging.ts';
import { OutageLog } from '../../shared/outage-log.ts';
import type { Lake } from './lake.ts';
import { type LakeRun, lakeRuns } from './lake-runs.ts';
import type { LakeSource } from './lake-source.ts';

/** What is waited for while nothing can be written. */
const LAKE = 'the lake to take runs';
const DEFAULT_INTERVAL_MS = 2000;
/** After a failure it is tried less often. */
const RETRY_FACTOR = 2.5;
/** Of the time it takes at most this part to look for runs, unless they are looked for this seldom. */
const LOOKING_SHARE = 1 / 10;
const MOST_PAUSE_MS = 30_000;
/** Runs that cannot be written one after the other: then it is the lake's fault, not theirs. */
const MOST_FAILURES = 3;

/** How a lake is kept. */
export interface LakeState {
  /** Complete runs that are not in it yet, as far as is known. */
  readonly waiting: number;
  /** Why it could not be written at last; `null` where it could. */
  readonly failure: FramefleetError | null;
}

/** Keeps a lake up to date with a store: looks every so often which runs are complete and not there, and puts them there. */
export class LakeKeeper {
  readonly #lake: Lake;
  readonly #source: LakeSource;
  readonly #logger: Logger;
  readonly #intervalMs: number;
  readonly #outages: OutageLog;
  readonly #end = new AbortController();
  /** Runs that could not be written last time; they come last. */
  #failed: ReadonlySet<string> = new Set();
  #state: LakeState = { waiting: 0, failure: null };
  #timer: NodeJS.Timeout | null = null;
  #pass: Promise<void> = Promise.resolve();

  /** @param source - not closed by it */
  constructor(lake: Lake, source: LakeSource, logger: Logger, intervalMs = DEFAULT_INTERVAL_MS) {
    this.#lake = lake;
    this.#source = source;
    this.#logger = logger;
    this.#intervalMs = intervalMs;
    this.#outages = new OutageLog(logger);
  }

  get state(): LakeState {
    return this.#state;
  }

  start(): void {
    this.#begin();
  }

  /** Ends what it writes, and leaves nothing of that. May be called twice. */
  async close(): Promise<void> {
    this.#end.abort();
    if (this.#timer) clearTimeout(this.#timer);
    await this.#pass;
  }

  #begin(): void {
    this.#pass = this.#update().then((pauseMs) => {
      if (this.#end.signal.aborted) return;
      this.#timer = setTimeout(() => this.#begin(), pauseMs);
    });
  }

  /** @returns when to look again */
  async #update(): Promise<number> {
    try {
      const started = performance.now();
      const runs = await lakeRuns(this.#source);
      const lookedMs = performance.now() - started;
      await this.#write(runs);
      this.#state = { waiting: 0, failure: null };
      this.#outages.over(LAKE);
      return Math.max(this.#intervalMs, Math.min(lookedMs / LOOKING_SHARE, MOST_PAUSE_MS));
    } catch (error) {
      if (this.#end.signal.aborted) return 0;
      const failure = error instanceof FramefleetError ? error : new OutputError('OUTPUT_UNWRITABLE', messageOf(error));
      this.#state = { ...this.#state, failure };
      this.#outages.met(LAKE, failure);
      return this.#intervalMs * RETRY_FACTOR;
    }
  }

  /** @throws what went wrong with the first run that could not be written, once the others are */
  async #write(runs: readonly LakeRun[]): Promise<void> {
    const isMissing = (run: LakeRun) => !this.#lake.has(run);
    this.#state = { ...this.#state, waiting: runs.filter(isMissing).length };
    if (this.#state.waiting === 0 && this.#lake.isSure) {
      await this.#lake.require();
      return;
    }
    await this.#lake.writing(this.#end.signal, async (writer) => {
      const missing = runs.filter(isMissing).sort((a, b) => this.#rank(a) - this.#rank(b));
      this.#state = { ...this.#state, waiting: missing.length };
      const failed = new Map<string, unknown>();
      let inARow = 0;
      for (const run of missing) {
        if (inARow === MOST_FAILURES) break;
        try {
          if (await writer.put(run, this.#source)) this.#tell(run);
          inARow = 0;
          this.#state = { ...this.#state, waiting: this.#state.waiting - 1 };
        } catch (error) {
          this.#end.signal.throwIfAborted();
          failed.set(run.runId, error);
          inARow++;
        }
      }
      this.#failed = new Set(failed.keys());
      for (const error of failed.values()) throw error;
    });
  }

  #rank({ runId }: LakeRun): number {
    return this.#failed.has(runId) ? 1 : 0;
  }

  #tell({ runId }: LakeRun): void {
    this.#logger.info({ runId }, 'run written into the lake');
  }
}
