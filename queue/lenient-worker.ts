import { setTimeout as sleep } from 'node:timers/promises';
import { DelayedError, type Job, type JobJson, type Processor, WaitingError, Worker, type WorkerOptions } from 'bullmq';
import { messageOf } from '../shared/errors.ts';
import type { Logger } from '../shared/logging.ts';
import type { OutageLog } from '../shared/outage-log.ts';
import { isShortage } from './redis-refusals.ts';

/** How long it waits before it asks for work again that Redis refused to give; doubled each time. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** Where a worker tells what goes wrong on its way to Redis. */
export interface WorkerLogs {
  readonly log: Logger;
  readonly outages: OutageLog;
}

/**
 * A BullMQ worker that also hands out messages that are not JSON, as texts, so that they can be refused like any other that is
 * wrong: BullMQ's own stumbles over one whenever it is due, and leaves it on the queue for ever. And that waits, ever longer, where
 * Redis refuses to hand out work (it is full, say): BullMQ's own asks again at once. And that makes no text of each next job.
 */
export class LenientWorker<Data> extends Worker<Data> {
  readonly #closed = new AbortController();
  readonly #logs: WorkerLogs;
  #pauseMs = FIRST_PAUSE_MS;

  constructor(queueName: string, take: Processor<Data>, options: WorkerOptions, logs: WorkerLogs) {
    super(queueName, take, options);
    this.#logs = logs;
    this.on('error', (error) => {
      if (isShortage(error)) logs.outages.met('Redis', error);
      else logs.log.warn({ err: error }, `${queueName} queue`);
    });
  }

  /** Puts a job that was taken at the head of the line. */
  async handBack(job: Job<Data>, token?: string): Promise<never> {
    await this.#moved(job, job.moveToWait(token));
    throw new WaitingError();
  }

  /** Gives a job that was taken back, to be handed out again after a while. */
  async putOff(job: Job<Data>, delayMs: number, token?: string): Promise<never> {
    await this.#moved(job, job.moveToDelayed(Date.now() + delayMs, token));
    throw new DelayedError();
  }

  protected override createBackend(): void {
    super.createBackend();
    const { backend } = this;
    const execCommand = backend.execCommand.bind(backend);
    backend.execCommand = (client, name, args) => {
      const reply = execCommand(client, name, args);
      return name === 'moveToFinished' && reply instanceof Promise ? reply.then(toNoText) : reply;
    };
  }

  protected override createJob(message: JobJson, jobId: string): Job<Data> {
    const job = super.createJob({ ...message, data: '{}' }, jobId);
    job.data = dataOf(message.data); // read once: most of what a message costs is reading it
    return job;
  }

  protected override async moveToActive(token: string, name?: string): ReturnType<Worker<Data>['moveToActive']> {
    try {
      const job = await super.moveToActive(token, name);
      this.#pauseMs = FIRST_PAUSE_MS;
      this.#logs.outages.over('Redis');
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

  /** Where Redis does not take even that, the job's lock runs out, and it is handed out again: that is no failure of the job. */
  async #moved(job: Job<Data>, move: Promise<unknown>): Promise<void> {
    await move.catch((error: unknown) =>
      this.#logs.log.debug({ jobId: job.id, reason: messageOf(error) }, 'not given back'),
    );
  }
}

/**
 * BullMQ asks whether a reply is less than 0; where that is the next job, JavaScript would make one text of all that is in it, to
 * hold it against the number: a fifth of what a consumer of results leaves to the garbage collector.
 */
function toNoText(reply: unknown): unknown {
  return Array.isArray(reply) ? Object.assign(reply, { valueOf: () => Number.NaN }) : reply;
}

/** What a message says; its text where that is no JSON. */
function dataOf(text: string) {
  try {
    return JSON.parse(text || '{}');
  } catch {
    return text;
  }
}
