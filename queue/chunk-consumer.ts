import { type Job, Queue } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import type { z } from 'zod';
import { accountOf, accountOfInvalid, type ChunkJob, chunkJobSchema } from '../shared/chunk-job.ts';
import { ReleasedError } from '../shared/errors.ts';
import type { Logger } from '../shared/logging.ts';
import type { Attempt, ChunkHandler } from '../shared/ports.ts';
import { IntakeGate } from './intake-gate.ts';
import { JobFrameTrials } from './job-frame-trials.ts';
import { LenientWorker, type WorkerLogs } from './lenient-worker.ts';
import type { QueueNames } from './queue-names.ts';

/** One chunk is inferred while the bytes of the next are fetched and turned into frames. */
const CONCURRENCY = 2;
/** A chunk over which so many workers died is tried frame by frame. */
const SUSPECT_AFTER_DEATHS = 2;
/** A chunk over which so many workers died, though none of its frames is to blame, is taken to be what ends them. */
const MAX_DEATHS = 8;
/** Until a chunk is tried again that was given back for want of Redis. */
const RELEASED_DELAY_MS = 1_000;

export interface ChunkConsumerOptions extends WorkerLogs {
  /** Of this worker, in Redis. */
  readonly workerId: string;
  /** A worker that dies gives its chunks back after one and a half times that. */
  readonly lockDurationMs: number;
}

/** Takes chunks off the frames queue and hands them to the handler (BullMQ adapter). */
export class ChunkConsumer {
  readonly #worker: LenientWorker<unknown>;
  readonly #queue: Queue<unknown>;
  readonly #gate: IntakeGate;
  readonly #handler: ChunkHandler;
  readonly #log: Logger;

  /** @param connection - a client with `maxRetriesPerRequest: null`; stays the caller's */
  constructor(
    names: QueueNames,
    connection: Redis | Cluster,
    handler: ChunkHandler,
    { workerId, lockDurationMs, ...logs }: ChunkConsumerOptions,
  ) {
    this.#handler = handler;
    this.#log = logs.log;
    const options = {
      connection,
      prefix: names.prefix,
      name: workerId,
      concurrency: CONCURRENCY,
      lockDuration: lockDurationMs, // renewed at half its time
      stalledInterval: lockDurationMs / 2,
      maxStalledCount: Number.MAX_SAFE_INTEGER,
    };
    this.#worker = new LenientWorker(names.frames, (job, token) => this.#run(job, token), options, logs);
    this.#queue = new Queue(names.frames, { connection, prefix: names.prefix });
    this.#queue.on('error', () => undefined); // its connection's, which the caller listens to
    const wants: ChunkHandler['wants'] = (chunk, putAt) => handler.wants(chunk, putAt);
    this.#gate = new IntakeGate(this.#worker, this.#queue, wants, logs.log);
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
    if (this.#worker.closing !== undefined) return this.#worker.handBack(job, token);
    const parsed = chunkJobSchema.safeParse(job.data);
    if (!parsed.success) return this.#refuse(job, parsed.error.issues);
    const chunk: ChunkJob = parsed.data;
    if (!this.#handler.wants(chunk, job.timestamp)) return this.#leave(chunk, job, token);
    const trials = new JobFrameTrials(job);
    const attempt = attemptOf(job, trials);
    if (trials.unexplainedDeaths >= MAX_DEATHS) {
      const reason = `given up after ${MAX_DEATHS} starts, each of which ended its worker`;
      return this.#handler.fail(accountOf(chunk), reason, attempt);
    }
    try {
      await this.#handler.process(chunk, attempt);
    } catch (error) {
      if (!(error instanceof ReleasedError)) throw error;
      if (this.#worker.closing !== undefined) return this.#worker.handBack(job, token);
      if (!this.#handler.wants(chunk, job.timestamp)) return this.#leave(chunk, job, token);
      return this.#worker.putOff(job, RELEASED_DELAY_MS, token);
    }
  }

  /** A message that is no chunk job: its frames are recorded as failed where it says which they are. */
  async #refuse(job: Job<unknown>, issues: readonly z.core.$ZodIssue[]): Promise<void> {
    const faults = issues.slice(0, 3).map(({ path, message }) => `${path.join('.')}: ${message}`);
    const reason = `Expected a chunk job, got one with ${faults.join('; ')}.`;
    this.#log.error({ jobId: job.id, reason }, 'not a chunk job, dropped');
    const account = accountOfInvalid(job.data);
    if (account !== null && account.chunkId === job.id)
      await this.#handler.fail(account, reason, attemptOf(job, new JobFrameTrials(job)));
    else await this.#handler.discard(job.id ?? '');
  }

  /** Leaves a chunk to others. */
  async #leave(chunk: ChunkJob, job: Job<unknown>, token?: string): Promise<never> {
    await this.#gate.shut(chunk, job.timestamp);
    return this.#worker.handBack(job, token);
  }
}

/** Starts that ended with the chunk given back count for nothing. */
function attemptOf(job: Job<unknown>, trials: JobFrameTrials): Attempt {
  const { attemptsMade: failures, stalledCounter: deaths, opts, timestamp: putAt } = job;
  return {
    number: failures + deaths + 1,
    isLast: failures + 1 >= (opts.attempts ?? 1),
    putAt,
    isSuspect: deaths >= SUSPECT_AFTER_DEATHS,
    trials,
  };
}
