import type { RunLedger } from '../shared/ports.ts';
import type { RunRecord } from '../shared/run.ts';
import type { ProduceOptions } from './produce-options.ts';

const reportIntervalMs = 1000;

/** Tells the caller how far a run is, asking the ledger at most once a second. */
export class RunProgress {
  sampledFrames = 0;
  #reportedAt = 0;

  constructor(
    private readonly ledger: RunLedger,
    private readonly runId: string,
    private readonly expectedFrames: number | null,
    private readonly onProgress: ProduceOptions['onProgress'],
  ) {}

  async reportWhenDue(): Promise<void> {
    if (performance.now() - this.#reportedAt < reportIntervalMs) return;
    this.report(await this.ledger.read(this.runId));
  }

  report(run: RunRecord): void {
    this.#reportedAt = performance.now();
    const { storedFrames, failedFrames, droppedFrames } = run;
    this.onProgress({
      runId: this.runId,
      sampledFrames: run.sampledFrames ?? this.sampledFrames,
      expectedFrames: run.sampledFrames ?? this.expectedFrames,
      ...{ storedFrames, failedFrames, droppedFrames },
    });
  }
}
