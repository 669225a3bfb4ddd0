import { messageOf } from '../shared/errors.ts';
import type { Size } from '../shared/geometry.ts';
import type { Logger } from '../shared/logging.ts';
import type { WorkerRoster } from '../shared/ports.ts';
import type { ModelReference } from '../shared/run.ts';
import { type ModelRefusal, modelKeyOf, refusalOfAll } from '../shared/worker-status.ts';

export interface ReadinessTiming {
  /** Between two looks at what the other workers say, while there is a model that this one cannot run. */
  readonly lookMs: number;
  /** Between two messages to the others; they take a worker for gone after three times that. */
  readonly announceMs: number;
  /** Until a model is tried again: the first time, doubled each time, up to the longest. */
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
  /** How long no worker may be able to run a model, while a chunk waits, before that is recorded as failed. */
  readonly patienceMs: number;
}

const TIMING: ReadinessTiming = {
  lookMs: 1_000,
  announceMs: 5_000,
  firstRetryMs: 1_000,
  longestRetryMs: 15_000,
  patienceMs: 30_000,
};

interface Refused extends ModelRefusal {
  retry: NodeJS.Timeout | null;
  /** When no other worker could run it either; `null` while one may. */
  aloneSince: number | null;
}

/**
 * Which models this worker cannot run at present. It tries them again, ever more slowly, and tells the other workers.
 *
 * | state of a model | what becomes of its chunks |
 * | --- | --- |
 * | `ready` | they are done |
 * | `refused` | they are left to other workers |
 * | `hopeless`: no worker that lives has been able to run it for a while, all of which the chunk has waited | they are recorded as failed, with the reason |
 */
export class ModelReadiness {
  readonly #load: (model: ModelReference, size: Size | null) => Promise<void>;
  readonly #roster: WorkerRoster;
  readonly #workerId: string;
  readonly #log: Logger;
  readonly #timing: ReadinessTiming;
  readonly #refused = new Map<string, Refused>();
  #beat: NodeJS.Timeout | null = null;
  #announcedAt = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  /** @param load - loads a model, or throws why it cannot */
  constructor(
    load: (model: ModelReference, size: Size | null) => Promise<void>,
    roster: WorkerRoster,
    workerId: string,
    log: Logger,
    timing: ReadinessTiming = TIMING,
  ) {
    this.#load = load;
    this.#roster = roster;
    this.#workerId = workerId;
    this.#log = log;
    this.#timing = timing;
    void this.#tell();
  }

  get refusals(): readonly ModelRefusal[] {
    return [...this.#refused.values()].map(({ modelKey, modelId, reason }) => ({ modelKey, modelId, reason }));
  }

  /**
   * The state of a model for a chunk.
   *
   * @param putAt - when the chunk was put on the queue, milliseconds since the epoch: a worker may be on its way since then
   */
  stateOf(modelKey: string, putAt: number): 'ready' | 'refused' | 'hopeless' {
    const refused = this.#refused.get(modelKey);
    if (!refused) return 'ready';
    const { aloneSince } = refused;
    const { patienceMs } = this.#timing;
    const isAlone = aloneSince !== null && performance.now() - aloneSince >= patienceMs;
    return isAlone && Date.now() - putAt >= patienceMs ? 'hopeless' : 'refused';
  }

  /** Why a model is `hopeless` for a chunk; `null` where it is not. */
  hopelessReasonOf(modelKey: string, putAt: number): string | null {
    return this.stateOf(modelKey, putAt) === 'hopeless' ? (this.#refused.get(modelKey)?.reason ?? null) : null;
  }

  /** Takes note that a model cannot be run here. */
  refuse(model: ModelReference, size: Size | null, error: unknown): void {
    const modelKey = modelKeyOf(model.modelSha256, size);
    if (this.#isClosed || this.#refused.has(modelKey)) return;
    const reason = messageOf(error);
    const { modelId } = model;
    const refused: Refused = { modelKey, modelId, reason, retry: null, aloneSince: null };
    this.#refused.set(modelKey, refused);
    this.#log.warn({ modelId, reason }, 'this worker cannot run the model; trying again');
    this.#retryLater(model, size, refused, this.#timing.firstRetryMs);
    this.#announcedAt = Number.NEGATIVE_INFINITY;
    void this.#tell();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#beat) clearTimeout(this.#beat);
    for (const { retry } of this.#refused.values()) if (retry) clearTimeout(retry);
    await this.#roster.withdraw(this.#workerId);
  }

  #retryLater(model: ModelReference, size: Size | null, refused: Refused, delayMs: number): void {
    refused.retry = setTimeout(() => {
      this.#load(model, size).then(
        () => {
          this.#refused.delete(refused.modelKey);
          this.#log.info({ modelId: model.modelId }, 'this worker can run the model now');
          this.#announcedAt = Number.NEGATIVE_INFINITY;
        },
        () => {
          if (this.#isClosed) return;
          this.#retryLater(model, size, refused, Math.min(delayMs * 2, this.#timing.longestRetryMs));
        },
      );
    }, delayMs);
  }

  /** Tells the others when that is due, and hears from them while this worker lacks a model; again and again. */
  async #tell(): Promise<void> {
    if (this.#beat) clearTimeout(this.#beat);
    this.#beat = null;
    if (this.#isClosed) return;
    try {
      if (performance.now() - this.#announcedAt >= this.#timing.announceMs) {
        this.#announcedAt = performance.now();
        await this.#roster.announce(this.#workerId, this.refusals);
      }
      if (this.#refused.size > 0) await this.#hear();
    } catch (error) {
      this.#log.debug({ reason: messageOf(error) }, 'the other workers could not be told');
    }
    if (this.#isClosed || this.#beat) return;
    this.#beat = setTimeout(() => void this.#tell(), this.#timing.lookMs);
  }

  async #hear(): Promise<void> {
    const workers = await this.#roster.read();
    for (const refused of this.#refused.values()) {
      if (refusalOfAll(workers, refused.modelKey) === null) refused.aloneSince = null;
      else refused.aloneSince ??= performance.now();
    }
  }
}
