import type { Job } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import { FramefleetError, ModelMissingError, messageOf, ReleasedError } from '../shared/errors.ts';
import type { Logger } from '../shared/logging.ts';
import { type PictureAnswer, type PictureHandler, type PictureJob, pictureJobSchema } from '../shared/picture.ts';
import type { WorkerRoster } from '../shared/ports.ts';
import { LenientWorker, type WorkerLogs } from './lenient-worker.ts';
import type { QueueNames } from './queue-names.ts';

/** One picture is looked at while the next is decoded. */
const CONCURRENCY = 2;
/** Askers have little patience: what a dead worker had in hand is handed out again soon. */
const LOCK_DURATION_MS = 4_000;
const STALLED_INTERVAL_MS = 2_000;
/** A picture over which so many workers died is taken to be what ends them. */
const MAX_DEATHS = 2;
/** Until a worker is found that can do it. */
const HANDED_ON_DELAY_MS = 50;
/** An answer that nobody fetches. */
const ANSWER_TTL_MS = 60_000;

/** Redis as a picture's answer needs it. */
export interface PictureSite {
  readonly names: QueueNames;
  /** For queues, with `maxRetriesPerRequest: null`; stays the caller's. */
  readonly queues: Redis | Cluster;
  /** Stays the caller's. */
  readonly commands: Redis | Cluster;
  readonly roster: Pick<WorkerRoster, 'read'>;
}

/** Takes pictures off their queue and answers them. */
export class PictureConsumer {
  readonly #site: PictureSite;
  readonly #handler: PictureHandler;
  readonly #workerId: string;
  readonly #log: Logger;
  readonly #worker: LenientWorker<unknown>;

  constructor(site: PictureSite, handler: PictureHandler, workerId: string, logs: WorkerLogs) {
    this.#site = site;
    this.#handler = handler;
    this.#workerId = workerId;
    this.#log = logs.log;
    const options = {
      connection: site.queues,
      prefix: site.names.prefix,
      name: workerId,
      concurrency: CONCURRENCY,
      lockDuration: LOCK_DURATION_MS,
      stalledInterval: STALLED_INTERVAL_MS,
      maxStalledCount: Number.MAX_SAFE_INTEGER,
    };
    this.#worker = new LenientWorker(site.names.pictures, (job, token) => this.#run(job, token), options, logs);
  }

  /** Takes no more, and ends when those in hand are answered. May be called twice. */
  close(): Promise<void> {
    return this.#worker.close();
  }

  async #run(job: Job<unknown>, token?: string): Promise<void> {
    if (this.#worker.closing !== undefined) return this.#worker.handBack(job, token);
    const { success, data: picture } = pictureJobSchema.safeParse(job.data);
    if (!success) {
      this.#log.error({ jobId: job.id }, 'not a picture, dropped'); // or one whose facts have expired
      return;
    }
    const { names, commands } = this.#site;
    const bytes = await commands.getBuffer(names.pictureKey(picture.pictureId));
    if (bytes === null) return; // nobody waits for it any longer
    if (this.#workerId in picture.refusals) return this.#handOn(job, token);
    if (job.stalledCounter >= MAX_DEATHS) {
      const message = `Expected an answer, got the end of the worker, ${MAX_DEATHS} times.`;
      return this.#answer(picture, { error: { code: 'INFERENCE_FAILED', message } });
    }
    try {
      await this.#answer(picture, await this.#handler.look(picture, bytes));
    } catch (error) {
      if (error instanceof ReleasedError) return this.#handOn(job, token);
      if (error instanceof ModelMissingError && (await this.#isLeft(job, picture, error)))
        return this.#handOn(job, token);
      await this.#answer(picture, { error: factsOf(error) });
    }
  }

  #handOn(job: Job<unknown>, token?: string): Promise<never> {
    return this.#worker.putOff(job, HANDED_ON_DELAY_MS, token);
  }

  /** Whether another worker may have the model that this one lacks. */
  async #isLeft(job: Job<unknown>, { refusals, ...picture }: PictureJob, error: Error): Promise<boolean> {
    const all = { ...refusals, [this.#workerId]: messageOf(error) };
    await job.updateData({ ...picture, refusals: all });
    return (await this.#site.roster.read()).some(({ workerId }) => !(workerId in all));
  }

  async #answer({ pictureId, callerId }: PictureJob, answer: PictureAnswer['answer']): Promise<void> {
    const { names, commands } = this.#site;
    const key = names.answersKey(callerId);
    await commands
      .multi()
      .rpush(key, JSON.stringify({ pictureId, answer } satisfies PictureAnswer))
      .pexpire(key, ANSWER_TTL_MS)
      .del(names.pictureKey(pictureId))
      .exec();
  }
}

function factsOf(error: unknown) {
  const code = error instanceof FramefleetError ? error.code : 'INTERNAL';
  return { code, message: messageOf(error) };
}
