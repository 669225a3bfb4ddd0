import type { Queue, Worker } from 'bullmq';
import { type ChunkJob, chunkJobSchema } from '../shared/chunk-job.ts';
import { messageOf } from '../shared/errors.ts';
import type { Logger } from '../shared/logging.ts';
import type { ChunkHandler } from '../shared/ports.ts';

const LOOK_INTERVAL_MS = 500;

/**
 * Keeps a worker from taking chunks while the next in line is one that it does not want: it looks at the line instead,
 * and takes part again as soon as it wants what comes next. The chunk that it left is at the head, for the others.
 */
export class IntakeGate {
  readonly #worker: Worker<unknown>;
  readonly #queue: Queue<unknown>;
  readonly #wants: ChunkHandler['wants'];
  readonly #log: Logger;
  /** What it was shut for; `null` while it is open. */
  #left: { readonly chunk: ChunkJob; readonly putAt: number } | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(worker: Worker<unknown>, queue: Queue<unknown>, wants: ChunkHandler['wants'], log: Logger) {
    this.#worker = worker;
    this.#queue = queue;
    this.#wants = wants;
    this.#log = log;
  }

  /** Takes no more chunks for now; call it before the chunk is handed back, or the worker takes it again. */
  async shut(chunk: ChunkJob, putAt: number): Promise<void> {
    const wasOpen = this.#left === null;
    this.#left = { chunk, putAt };
    if (!wasOpen) return;
    await this.#worker.pause(true);
    this.#lookLater();
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #lookLater(): void {
    if (!this.#worker.closing) this.#timer = setTimeout(() => void this.#look(), LOOK_INTERVAL_MS);
  }

  async #look(): Promise<void> {
    try {
      // A paused worker does not look for chunks of dead workers, and there may be no other.
      await this.#worker.getBackend().moveStalledJobsToWait();
      if (await this.#isWanted()) return await this.#open();
    } catch (error) {
      if (error instanceof SyntaxError) return this.#open(); // a message that is no JSON is next: to be refused
      this.#log.debug({ reason: messageOf(error) }, 'the line could not be looked at');
    }
    this.#lookLater();
  }

  async #open(): Promise<void> {
    this.#left = null;
    await this.#worker.resume();
  }

  async #isWanted(): Promise<boolean> {
    if (this.#left !== null && this.#wants(this.#left.chunk, this.#left.putAt)) return true;
    const [waiting, prioritized, delayed] = await Promise.all([
      this.#queue.getWaiting(0, 0),
      this.#queue.getPrioritized(0, 0),
      this.#queue.getDelayed(0, 0),
    ]);
    const [next] = [...waiting, ...prioritized, ...delayed];
    if (!next) return false;
    const parsed = chunkJobSchema.safeParse(next.data);
    return !parsed.success || this.#wants(parsed.data, next.timestamp);
  }
}
