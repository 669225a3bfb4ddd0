import { setTimeout as sleep } from 'node:timers/promises';
import { type Job, type JobJson, Worker } from 'bullmq';

/** How long it waits before it asks for work again that Redis refused to give; doubled each time. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/**
 * A BullMQ worker that also hands out messages that are not JSON, as texts, so that they can be refused like any other that is
 * wrong: BullMQ's own stumbles over one whenever it is due, and leaves it on the queue for ever. And that waits, ever longer, where
 * Redis refuses to hand out work (it is full, say): BullMQ's own asks again at once.
 */
export class LenientWorker<Data> extends Worker<Data> {
  readonly #closed = new AbortController();
  #pauseMs = FIRST_PAUSE_MS;

  protected override createJob(message: JobJson, jobId: string): Job<Data> {
    return super.createJob(isJson(message.data) ? message : { ...message, data: JSON.stringify(message.data) }, jobId);
  }

  protected override async moveToActive(token: string, name?: string): ReturnType<Worker<Data>['moveToActive']> {
    try {
      const job = await super.moveToActive(token, name);
      this.#pauseMs = FIRST_PAUSE_MS;
      return job;
    } catch (error) {
      await sleep(this.#pauseMs, undefined, { signal: this.#closed.signal }).catch(() => undefined); // closed meanwhile
      this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
      throw error;
    }
  }

  override close(force?: boolean): Promise<void> {
    this.#closed.abort();
    return super.close(force);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text || '{}');
    return true;
  } catch {
    return false;
  }
}
