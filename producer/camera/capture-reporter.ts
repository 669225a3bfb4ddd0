import { messageOf } from '../../shared/errors.ts';
import type { RunLedger } from '../../shared/ports.ts';
import type { RunGeneration, RunRecord } from '../../shared/run.ts';
import { pause } from '../pause.ts';
import type { CaptureSegment } from './capture-segment.ts';
import { isShortage } from './shortage.ts';

const reportMs = 1000;

/** Tells the ledger, beside the capture, what became of its frames, and that it lives. */
export class CaptureReporter {
  readonly #closing = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  #isAway = false;

  /** @param onReport - gets the run after each report, or why there can be none any more */
  constructor(
    private readonly ledger: RunLedger,
    private readonly captureId: string,
    private readonly segment: CaptureSegment,
    private readonly run: RunGeneration,
    private readonly onReport: (run: RunRecord) => Promise<void>,
    private readonly onFailure: (error: unknown) => void,
    private readonly onNote: (text: string) => void,
  ) {}

  /** Reports once, then every second. @throws {StoreError} `RUN_CONFLICT` when another capture holds the run */
  async start(): Promise<void> {
    await this.#report();
    this.#loop = this.#run();
  }

  /** Ends the reports. */
  async stop(): Promise<void> {
    this.#closing.abort();
    await this.#loop;
  }

  /**
   * Ends the reports; what is left goes with a last one. May be called again for what comes after it.
   *
   * @throws {StoreError} `STORE_UNREACHABLE`
   */
  async close(): Promise<void> {
    await this.stop();
    while (this.segment.hasPending) await this.#report();
  }

  async #run(): Promise<void> {
    for (;;) {
      await pause(reportMs, this.#closing.signal);
      if (this.#closing.signal.aborted) return;
      try {
        await this.onReport(await this.#report());
        this.#isAway = false;
      } catch (error) {
        if (!isShortage(error)) return this.onFailure(error);
        if (!this.#isAway) this.onNote(`the capture goes on without the results service: ${messageOf(error)}`);
        this.#isAway = true;
      }
    }
  }

  async #report(): Promise<RunRecord> {
    const pending = this.segment.takePending();
    const startedAt = new Date(this.segment.startedAt).toISOString();
    try {
      return await this.ledger.report(this.run, { captureId: this.captureId, startedAt, ...pending });
    } catch (error) {
      this.segment.putBack(pending);
      throw error;
    }
  }
}
