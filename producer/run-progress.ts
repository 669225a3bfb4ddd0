import type { RunLedger } from '../shared/ports.ts';
import type { RunRecord } from '../shared/run.ts';
import type { ModelWatch } from './model-watch.ts';
import type { ProduceOptions } from './produce-options.ts';

const reportIntervalMs = 1000;

/** Tells the caller how far a run is, asking the ledger at most once a second; and ends it when that is in vain. */
export class RunProgress {
  #sampledFrames = 0;
  #reportedAt = 0;

  constructor(
    private readonly ledger: RunLedger,
    private readonly runId: string,
    private readonly expectedFrames: number | null,
    private readonly onProgress: ProduceOptions['onProgress'],
    /** `null` where waiting is not an option (cameras). */
    private readonly modelWatch: ModelWatch | null,
  ) {}

  /** Says how many sampled frames there were up to here; going back changes nothing. */
  pass(sampledFrames: number): void {
    this.#sampledFrames = Math.max(this.#sampledFrames, sampledFrames);
  }

  async reportWhenDue(): Promise<void> {
    if (performance.now() - this.#reportedAt < reportIntervalMs) return;
    await this.report(await this.ledger.read(this.runId));
  }

  /** @throws {ModelError} `MODEL_UNAVAILABLE` when no worker can run the model */
  async report(run: RunRecord): Promise<void> {
    if (run.state === 'open') await this.modelWatch?.look();
    this.#reportedAt = performance.now();
    const { storedFrames, failedFrames, droppedFrames } = run;
    this.onProgress({
      runId: this.runId,
      sampledFrames: run.sampledFrames ?? this.#sampledFrames,
      expectedFrames: run.sampledFrames ?? this.expectedFrames,
      ...{ storedFrames, failedFrames, droppedFrames },
    });
  }
}
