import { randomUUID } from 'node:crypto';
import { Queue, QueueKeys } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import { FramefleetError, PayloadError, QueueError } from '../shared/errors.ts';
import {
  MAX_PICTURE_BYTES,
  MAX_PICTURE_SECONDS,
  type PictureAnswer,
  type PictureDetections,
  type PictureJob,
  type PicturePatience,
  type PictureQuestion,
  type PictureQueue,
} from '../shared/picture.ts';
import { AnswerReader } from './answer-reader.ts';
import { JobAdder, recordScripts } from './job-adder.ts';
import { putPictureScript } from './put-picture-script.ts';
import type { QueueNames } from './queue-names.ts';
import type { RedisAddress } from './redis-address.ts';
import { createRedis } from './redis-connection.ts';
import { isOutOfMemory, unreachable } from './redis-refusals.ts';
import { RedisWorkerRoster } from './redis-worker-roster.ts';

/** What BullMQ keeps of the queue expires this long after the last picture was put. */
const QUEUE_TTL_MS = (MAX_PICTURE_SECONDS + 60) * 1000;
/** Of one asker at a time. */
const MOST_WAITING = 64;
const MOST_WAITING_BYTES = 4 * MAX_PICTURE_BYTES;

const jobOptions = { attempts: 1, removeOnComplete: true, removeOnFail: true };

const script = { name: 'putPicture', lua: putPictureScript };

/**
 * Single pictures on BullMQ: a queue of their own beside the frames', from which every worker takes too. So a picture waits behind
 * no chunk, neither on the queue nor in a worker's hands. Connects when the first picture is asked for.
 */
export class BullMqPictureQueue implements PictureQueue {
  readonly #callerId = randomUUID();
  readonly #names: QueueNames;
  readonly #redis: Redis | Cluster;
  readonly #answers: AnswerReader;
  readonly #scripts: ReturnType<typeof recordScripts>;
  readonly #closing = new AbortController();
  #queue: Queue | null = null;
  #waitingBytes = 0;

  constructor(address: RedisAddress, names: QueueNames) {
    this.#names = names;
    this.#redis = createRedis(address);
    const blocking = createRedis(address);
    // what fails is told by whoever gives up by the clock
    for (const redis of [this.#redis, blocking]) redis.on('error', () => undefined);
    this.#scripts = recordScripts(this.#redis);
    this.#answers = new AnswerReader(blocking, names.answersKey(this.#callerId));
  }

  async ask(
    question: PictureQuestion,
    picture: Uint8Array,
    { timeoutMs, signal }: PicturePatience,
  ): Promise<PictureDetections> {
    const bytes = picture.byteLength;
    if (bytes > MAX_PICTURE_BYTES) throw tooLarge(bytes);
    if (this.#answers.waitingCount >= MOST_WAITING || this.#waitingBytes + bytes > MOST_WAITING_BYTES) throw full();
    const pictureId = randomUUID();
    const job = { ...question, pictureId, callerId: this.#callerId, refusals: {} };
    const timeout = AbortSignal.timeout(timeoutMs);
    const patience = AbortSignal.any([timeout, signal, this.#closing.signal]);
    this.#waitingBytes += bytes;
    try {
      const answer = await new Promise<PictureAnswer['answer']>((resolve, reject) => {
        patience.addEventListener('abort', () => reject(patience.reason));
        if (patience.aborted) reject(patience.reason);
        this.#answers.await(pictureId, resolve);
        this.#put(job, picture, timeoutMs).catch(reject);
      });
      if ('error' in answer) throw new FramefleetError(answer.error.code, answer.error.message);
      return answer;
    } catch (error) {
      this.#answers.forget(pictureId);
      void this.#withdraw(pictureId);
      throw timeout.aborted && error === timeout.reason ? await this.#unanswered(timeoutMs) : error;
    } finally {
      this.#waitingBytes -= bytes;
    }
  }

  async hasWorkers(): Promise<boolean> {
    return (await new RedisWorkerRoster(this.#names, this.#redis).read()).length > 0;
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort(new QueueError('PREDICTION_TIMEOUT', 'Expected an answer, got none before the end.'));
    this.#answers.close();
    if (this.#redis.status === 'ready') await this.#queue?.close();
    this.#redis.disconnect();
  }

  async #put(job: PictureJob, picture: Uint8Array, timeoutMs: number): Promise<void> {
    const { pictureId } = job;
    const { prefix, pictures, pictureKey } = this.#names;
    const keys = [pictureKey(pictureId), new QueueKeys(prefix).toKey(pictures, pictureId)];
    const bytes = Buffer.from(picture.buffer, picture.byteOffset, picture.byteLength);
    const adding = { name: 'picture', data: job, options: { ...jobOptions, jobId: pictureId } };
    const adder = new JobAdder(this.#redis, await this.#readyQueue(), this.#scripts);
    const put = await adder.prepare(script, keys, adding);
    try {
      await put([bytes, timeoutMs, QUEUE_TTL_MS]);
    } catch (error) {
      throw isOutOfMemory(error) ? full() : unreachable(error);
    }
  }

  async #readyQueue(): Promise<Queue> {
    if (this.#queue === null) {
      const { pictures, prefix } = this.#names;
      this.#queue = new Queue(pictures, { connection: this.#redis, prefix, skipMetasUpdate: true });
      this.#queue.on('error', () => undefined); // as above
    }
    await this.#queue.waitUntilReady();
    return this.#queue;
  }

  /** Takes a picture back that nobody waits for. Where that fails, it expires. */
  async #withdraw(pictureId: string): Promise<void> {
    if (this.#redis.status !== 'ready') return;
    await this.#redis.del(this.#names.pictureKey(pictureId)).catch(() => undefined);
    await this.#queue?.remove(pictureId).catch(() => undefined);
  }

  async #unanswered(timeoutMs: number): Promise<QueueError> {
    const seconds = timeoutMs / 1000;
    if (this.#redis.status !== 'ready') return unreachable(`no answer in ${seconds} s`);
    const isManned = await this.hasWorkers().catch(() => true);
    const reason = isManned ? 'none: the workers are busy' : 'none: no worker is there';
    return new QueueError('PREDICTION_TIMEOUT', `Expected an answer within ${seconds} s, got ${reason}.`);
  }
}

function tooLarge(bytes: number): PayloadError {
  const most = MAX_PICTURE_BYTES / 2 ** 20;
  return new PayloadError('INPUT_UNREADABLE', `Expected a picture of ${most} MiB at most, got ${bytes} bytes.`);
}

function full(): QueueError {
  return new QueueError('QUEUE_FULL', 'Expected room for one more picture, got none: too many wait. Try again later.');
}
