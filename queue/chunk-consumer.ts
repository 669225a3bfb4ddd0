import { DelayedError, type Job, Queue, WaitingError, type Worker } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import type { z } from 'zod';
import { accountOf, accountOfInvalid, type ChunkJob, chunkJobSchema } from '../shared/chunk-job.ts';
import { ReleasedError } from '../shared/errors.ts';
import type { Logger } from '../shared/logging.ts';
import type { Attempt, ChunkHandler } from '../shared/ports.ts';
import { IntakeGate } from './intake-gate.ts';
import { LenientWorker } from './lenient-worker.ts';
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
    this.#worker = new LenientWorker(names.frames, (job, token) => this.#run(job, token), {
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
    if (this.#worker.closing !== undefined) return this.#handBack(job, token);
    const parsed = chunkJobSchema.safeParse(job.data);
    if (!parsed.success) return this.#refuse(job, parsed.error.issues);
    const chunk: ChunkJob = parsed.data;
    if (!this.#handler.wants(chunk)) return this.#leave(chunk, job, token);
    const attempt = attemptOf(job);
    const deaths = job.stalledCounter;
    if (deaths >= MAX_DEATHS) {
      await this.#handler.fail(
        accountOf(chunk),
        `given up after ${MAX_DEATHS} starts, each of which ended its worker`,
        attempt,
      );
      return;
    }
    try {
      await this.#handler.process(chunk, attempt);
    } catch (error) {
      if (!(error instanceof ReleasedError)) throw error;
      if (this.#worker.closing !== undefined) return this.#handBack(job, token);
      if (!this.#handler.wants(chunk)) return this.#leave(chunk, job, token);
      await job.moveToDelayed(Date.now() + RELEASED_DELAY_MS, token);
      throw new DelayedError();
    }
  }

  /** A message that is no chunk job: its frames are recorded as failed where it says which they are. */
  async #refuse(job: Job<unknown>, issues: readonly z.core.$ZodIssue[]): Promise<void> {
    const faults = issues.slice(0, 3).map(({ path, message }) => `${path.join('.')}: ${message}`);
    const reason = `Expected a chunk job, got one with ${faults.join('; ')}.`;
    this.#log.error({ jobId: job.id, reason }, 'not a chunk job, dropped');
    const account = accountOfInvalid(job.data);
    if (account !== null && account.chunkId === job.id) await this.#handler.fail(account, reason, attemptOf(job));
    else await this.#handler.discard(job.id ?? '');
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

/** Starts that ended with the chunk given back count for nothing. */
function attemptOf({ attemptsMade: failures, stalledCounter: deaths, opts }: Job<unknown>): Attempt {
  return { number: failures + deaths + 1, isLast: failures + 1 >= (opts.attempts ?? 1) };
}
