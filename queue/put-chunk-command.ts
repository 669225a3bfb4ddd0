import { type JobsOptions, type Queue, QueueKeys } from 'bullmq';
import { Cluster, type Redis } from 'ioredis';
import type { ChunkJob } from '../shared/chunk-job.ts';
import type { Priority } from '../shared/priority.ts';
import { JobAdder, type PreparedScript, type recordScripts } from './job-adder.ts';
import { type PutOutcome, putChunkScript } from './put-chunk-script.ts';
import type { QueueNames } from './queue-names.ts';
import { isBrokenOff } from './redis-refusals.ts';
import { ASK_ROOM_KEYS, ASK_ROOM_SCRIPT } from './room-script.ts';
import { SetUncopied } from './uncopied-value.ts';

/** Workers need the generation of a run while jobs of earlier ones may wait. */
const GENERATION_TTL_SECONDS = 7 * 24 * 60 * 60;
/** Of bytes whose script has failed: a transaction that ends leaves none. */
const INCOMING_TTL_MS = 60_000;

const jobOptions = {
  attempts: 3,
  backoff: { type: 'exponential', delay: 500 },
  removeOnComplete: true,
  removeOnFail: true, // so that a chunk that failed can be put again under its id
};

/** BullMQ hands out jobs without a priority first, then those that have one, both in the order in which they were added. */
const priorityOptions = { normal: {}, low: { priority: 1 } } as const satisfies Record<Priority, JobsOptions>;

const script = { name: 'putChunk', lua: putChunkScript };

/** Bytes that are to be put, for which run, and how many may wait then. */
interface RoomRequest {
  readonly runId: string;
  readonly bytes: number;
  readonly maxQueuedBytes: number;
}

/** Puts chunks on a queue of BullMQ, all or nothing. */
export class PutChunkCommand {
  readonly #redis: Redis | Cluster;
  readonly #names: QueueNames;
  readonly #priority: Priority;
  readonly #adder: JobAdder;
  readonly #keys: QueueKeys;

  /**
   * @param queue - ready, on `redis`
   * @param scripts - as of `recordScripts`, called before the queue was made
   */
  constructor(
    redis: Redis | Cluster,
    queue: Queue,
    scripts: ReturnType<typeof recordScripts>,
    names: QueueNames,
    priority: Priority,
  ) {
    this.#redis = redis;
    this.#names = names;
    this.#priority = priority;
    this.#adder = new JobAdder(redis, queue, scripts);
    this.#keys = new QueueKeys(names.prefix);
  }

  /** Whether it is worth sending some bytes; who has to wait has a place in line from then on. */
  async findsRoom({ runId, bytes, maxQueuedBytes }: RoomRequest): Promise<boolean> {
    const keys = [this.#names.payloadTotal, ...this.#names.roomKeys(this.#priority)];
    return (await this.#redis.eval(ASK_ROOM_SCRIPT, ASK_ROOM_KEYS, ...keys, runId, bytes, maxQueuedBytes)) === 1;
  }

  /**
   * Pixels go to Redis as a value of their own, beside the script and in one transaction with it: Redis keeps them as they come, and would
   * read all that a script is given once more.
   *
   * @returns a call to Redis that is yet to be made
   */
  async prepare(job: ChunkJob, payload: Uint8Array, maxQueuedBytes: number): Promise<() => Promise<PutOutcome>> {
    const { frames, results, payloadKey, incomingKey, payloadSizes, payloadTotal, generationKey } = this.#names;
    const { chunkId, runId, generation } = job;
    const incoming = incomingKey(chunkId);
    const keys = [
      ...[incoming, payloadKey(chunkId), payloadSizes, payloadTotal, generationKey(runId)],
      ...[this.#keys.toKey(frames, chunkId), this.#keys.toKey(results, chunkId)],
      ...this.#names.roomKeys(this.#priority),
    ];
    const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    const args = [chunkId, generation, GENERATION_TTL_SECONDS, maxQueuedBytes, runId];
    const adding = {
      name: 'chunk',
      data: job,
      options: { ...jobOptions, ...priorityOptions[this.#priority], jobId: chunkId },
    };
    const putIncoming = await this.#adder.prepare(script, keys, args, adding);
    const put = async (): Promise<PutOutcome> => {
      const results = await this.#transaction(incoming, bytes, putIncoming);
      const [error, outcome] = results[1]!;
      // Redis has forgotten the script, which is sent anew only by itself; what has come waits for it
      if (error && /\bNOSCRIPT\b/.test(error.message)) return (await putIncoming()) as PutOutcome;
      if (error) throw error;
      return outcome as PutOutcome;
    };
    return () => untilDone(put);
  }

  /** On one connection its commands are sent at once, so that no other comes between them. */
  async #transaction(key: string, bytes: Buffer, script: PreparedScript): Promise<[Error | null, unknown][]> {
    const redis = this.#redis;
    if (redis instanceof Cluster) {
      const pipeline = redis.multi().set(key, bytes, 'PX', INCOMING_TTL_MS);
      script(pipeline);
      return (await pipeline.exec())!;
    }
    const queued = [
      redis.multi({ pipeline: false }),
      redis.sendCommand(new SetUncopied(key, bytes, INCOMING_TTL_MS)),
      script(),
    ];
    const done = redis.exec();
    const refusals: unknown[] = [];
    for (const one of queued) Promise.resolve(one).catch((error: unknown) => refusals.push(error));
    try {
      return (await done)!;
    } catch (error) {
      throw refusals[0] ?? error; // that something was refused is all that `exec` says
    }
  }
}

/** Once more where the connection broke amid it, whether or not Redis had come to its end: a chunk that is there is left as it is. */
async function untilDone<T>(transaction: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await transaction();
    } catch (error) {
      if (!isBrokenOff(error)) throw error;
    }
  }
}
