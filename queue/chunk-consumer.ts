import { type Job, WaitingError, Worker } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import { type ChunkJob, chunkJobSchema } from '../shared/chunk-job.ts';
import { ReleasedError } from '../shared/errors.ts';
import type { Logger } from '../shared/logging.ts';
import type { ChunkHandler } from '../shared/ports.ts';
import type { QueueNames } from './queue-names.ts';

/** One chunk is inferred while the bytes of the next are fetched and turned into frames. */
const CONCURRENCY = 2;
/** A chunk that was started this often and never ended is taken to be what ends its workers. */
const MAX_STARTS = 8;
/** A worker that dies gives its chunks back after at most lock + interval. The lock is renewed at half its time. */
const LOCK_DURATION_MS = 10_000;
const STALLED_INTERVAL_MS = 5_000;

/** Takes chunks off the frames queue and hands them to the handler (BullMQ adapter). */
export class ChunkConsumer {
  readonly #worker: Worker<unknown>;
  readonly #handler: ChunkHandler;
  readonly #log: Logger;

  /** @param connection - a client with `maxRetriesPerRequest: null`; stays the caller's */
  constructor(names: QueueNames, connection: Redis | Cluster, handler: ChunkHandler, workerId: string, log: Logger) {
    this.#handler = handler;
    this.#log = log;
    this.#worker = new Worker(names.frames, (job, token) => this.#run(job, token), {
      connection,
      prefix: names.prefix,
      name: workerId,
      concurrency: CONCURRENCY,
      lockDuration: LOCK_DURATION_MS,
      stalledInterval: STALLED_INTERVAL_MS,
      maxStalledCount: Number.MAX_SAFE_INTEGER,
    });
    this.#worker.on('error', (error) => log.warn({ err: error }, 'queue'));
  }

  get isRunning(): boolean {
    return this.#worker.isRunning() && !this.#worker.closing;
  }

  /** Takes no more chunks, and ends when the ones in hand are done. May be called twice. */
  close(): Promise<void> {
    return this.#worker.close();
  }

  async #run(job: Job<unknown>, token?: string): Promise<void> {
    if (this.#worker.closing) {
      await job.moveToWait(token);
      throw new WaitingError();
    }
    const parsed = chunkJobSchema.safeParse(job.data);
    if (!parsed.success) {
      // The producer sees that the chunk is neither queued nor stored, and sends it again.
      this.#log.error({ jobId: job.id, reason: parsed.error.message }, 'not a chunk job, dropped');
      return;
    }
    const chunk: ChunkJob = parsed.data;
    const attempt = { number: job.attemptsStarted, isLast: job.attemptsMade + 1 >= (job.opts.attempts ?? 1) };
    if (job.attemptsStarted > MAX_STARTS) {
      await this.#handler.fail(chunk, `given up after ${MAX_STARTS} starts, each of which ended its worker`, attempt);
      return;
    }
    try {
      await this.#handler.process(chunk, attempt);
    } catch (error) {
      if (!(error instanceof ReleasedError)) throw error;
      await job.moveToWait(token);
      throw new WaitingError();
    }
  }
}
