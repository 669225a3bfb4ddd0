/** A capture reports every second, and tries for longer where the service is away. */
const SILENT_AFTER_MS = 60_000;

interface Heard {
  readonly captureId: string;
  readonly at: number;
}

/** Which captures were heard of lately. In memory: when the service has begun anew, each gets the time to report again. */
export class CaptureWatch {
  readonly #heard = new Map<string, Heard>();
  readonly #startedAt: number;
  readonly #silentAfterMs: number;

  /** @param silentAfterMs - without a report for so long, a capture is dead */
  constructor(silentAfterMs = SILENT_AFTER_MS, now = Date.now()) {
    this.#silentAfterMs = silentAfterMs;
    this.#startedAt = now;
  }

  hear(runId: string, captureId: string, now = Date.now()): void {
    this.#heard.set(runId, { captureId, at: now });
  }

  forget(runId: string): void {
    this.#heard.delete(runId);
  }

  /** Whether it was this capture that was heard of last. */
  isHeldBy(runId: string, captureId: string): boolean {
    return this.#heard.get(runId)?.captureId === captureId;
  }

  /** @param openedAt - of the run; a capture reports a moment later for the first time */
  isSilent(runId: string, openedAt = 0, now = Date.now()): boolean {
    const heardAt = this.#heard.get(runId)?.at ?? Math.max(this.#startedAt, openedAt);
    return now - heardAt > this.#silentAfterMs;
  }
}
