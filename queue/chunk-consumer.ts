import { DelayedError, type Job, Queue, WaitingError, Worker } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import { type ChunkJob, chunkJobSchema } from '../shared/chunk-job.ts';
import { ReleasedError } from '../shared/errors.ts';
import type { Logger } from '../shared/logging.ts';
import type { ChunkHandler } from '../shared/ports.ts';
import { IntakeGate } from './intake-gate.ts';
import type { QueueNames } from './queue-names.ts';

/** One chunk is inferred while the bytes of the next are fetched and turned into frames. */
const CONCURRENCY = 2;
/** A chunk over which so many workers died is taken to be what ends them. */
const MAX_DEATHS = 8;
/** Until a chunk is tried again that was given back for want of Redis. */
const RELEASED_DELAY_MS = 1_000;
/** A worker that dies gives its chunks back after at most lock + interval. The lock is renewed at half its time. */
const LOCK_DURATION_MS = 10_000;
const STALLED_INTERVAL_MS = 5_000;

/** Takes chunks off the frames queue and hands them to the handler (BullMQ adapter). */
export class ChunkConsumer {
  readonly #worker: Worker<unknown>;
  readonly #queue: Queue<unknown>;
  readonly #gate: IntakeGate;
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
    this.#queue = new Queue(names.frames, { connection, prefix: names.prefix });
    this.#queue.on('error', (error) => log.warn({ err: error }, 'queue'));
    this.#gate = new IntakeGate(this.#worker, this.#queue, (chunk) => handler.wants(chunk), log);
  }

  /** Whether it takes chunks, or would if it wanted those that wait. */
  get isRunning(): boolean {
    return (this.#worker.isRunning() || this.#worker.isPaused()) && !this.#worker.closing;
  }

  /** Takes no more chunks, and ends when the ones in hand are done. May be called twice. */
  async close(): Promise<void> {
    this.#gate.close();
    await this.#worker.close();
    await this.#queue.close();
  }

  async #run(job: Job<unknown>, token?: string): Promise<void> {
    if (this.#worker.closing) return this.#handBack(job, token);
    const parsed = chunkJobSchema.safeParse(job.data);
    if (!parsed.success) {
      // The producer sees that the chunk is neither queued nor stored, and sends it again.
      this.#log.error({ jobId: job.id, reason: parsed.error.message }, 'not a chunk job, dropped');
      return;
    }
    const chunk: ChunkJob = parsed.data;
    if (!this.#handler.wants(chunk)) return this.#leave(chunk, job, token);
    // Starts that ended with the chunk given back count for nothing.
    const { attemptsMade: failures, stalledCounter: deaths } = job;
    const attempt = { number: failures + deaths + 1, isLast: failures + 1 >= (job.opts.attempts ?? 1) };
    if (deaths >= MAX_DEATHS) {
      await this.#handler.fail(chunk, `given up after ${MAX_DEATHS} starts, each of which ended its worker`, attempt);
      return;
    }
    try {
      await this.#handler.process(chunk, attempt);
    } catch (error) {
      if (!(error instanceof ReleasedError)) throw error;
      if (this.#worker.closing) return this.#handBack(job, token);
      if (!this.#handler.wants(chunk)) return this.#leave(chunk, job, token);
      await job.moveToDelayed(Date.now() + RELEASED_DELAY_MS, token);
      throw new DelayedError();
    }
  }

  /** Leaves a chunk to others. */
  async #leave(chunk: ChunkJob, job: Job<unknown>, token?: string): Promise<never> {
    await this.#gate.shut(chunk);
    return this.#handBack(job, token);
  }

  /** Puts a chunk at the head of the line. */
  async #handBack(job: Job<unknown>, token?: string): Promise<never> {
    await job.moveToWait(token);
    throw new WaitingError();
  }
}
