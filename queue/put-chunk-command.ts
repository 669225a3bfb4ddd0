import { type JobsOptions, type Queue, QueueKeys } from 'bullmq';
import { Cluster, type Redis } from 'ioredis';
import type { ChunkJob } from '../shared/chunk-job.ts';
import type { Priority } from '../shared/priority.ts';
import { JobAdder, type recordScripts } from './job-adder.ts';
import { deletePayloadFile, payloadPath, writePayloadFile } from './payload-files.ts';
import { type PutOutcome, putChunkScript } from './put-chunk-script.ts';
import type { QueueNames } from './queue-names.ts';
import { isOutOfMemory } from './redis-refusals.ts';
import { ASK_ROOM_KEYS, ASK_ROOM_SCRIPT } from './room-script.ts';
import { SetUncopied } from './uncopied-value.ts';

/** Workers need the generation of a run while jobs of earlier ones may wait. */
const GENERATION_TTL_SECONDS = 7 * 24 * 60 * 60;
/** Of pixels that no script followed, since their producer died. */
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

/** @param path - of the file in which the pixels lie; `''`: they come as a value */
type PutScript = (path: string, bytes: number) => Promise<PutOutcome | 'gone'>;

/** Where and how chunks are put. */
interface PutOptions {
  readonly names: QueueNames;
  readonly priority: Priority;
  /** As of `FrameQueueOptions`. */
  readonly payloadFolder: string | null;
}

/** Puts chunks on a queue of BullMQ. */
export class PutChunkCommand {
  readonly #redis: Redis | Cluster;
  readonly #names: QueueNames;
  readonly #priority: Priority;
  readonly #payloadFolder: string | null;
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
    { names, priority, payloadFolder }: PutOptions,
  ) {
    this.#redis = redis;
    this.#names = names;
    this.#priority = priority;
    this.#payloadFolder = payloadFolder;
    this.#adder = new JobAdder(redis, queue, scripts);
    this.#keys = new QueueKeys(names.prefix);
  }

  /** Whether it is worth sending some bytes; who has to wait has a place in line from then on. */
  async findsRoom({ runId, bytes, maxQueuedBytes }: RoomRequest): Promise<boolean> {
    const keys = [this.#names.payloadTotal, ...this.#names.roomKeys(this.#priority)];
    return (await this.#redis.eval(ASK_ROOM_SCRIPT, ASK_ROOM_KEYS, ...keys, runId, bytes, maxQueuedBytes)) === 1;
  }

  /** @returns a call to Redis that is yet to be made */
  async prepare(job: ChunkJob, payload: Uint8Array, maxQueuedBytes: number): Promise<() => Promise<PutOutcome>> {
    const { frames, results, payloadKey, incomingKey, payloadSizes, payloadTotal, payloadFiles, generationKey } =
      this.#names;
    const { chunkId, runId, generation } = job;
    const incoming = incomingKey(chunkId);
    const keys = [
      ...[incoming, payloadKey(chunkId), payloadSizes, payloadTotal, generationKey(runId)],
      ...[this.#keys.toKey(frames, chunkId), this.#keys.toKey(results, chunkId)],
      ...this.#names.roomKeys(this.#priority),
      payloadFiles,
    ];
    const args = [chunkId, generation, GENERATION_TTL_SECONDS, maxQueuedBytes, runId];
    const put = await this.#adder.prepare(script, keys, {
      name: 'chunk',
      data: job,
      options: { ...jobOptions, ...priorityOptions[this.#priority], jobId: chunkId },
    });
    const putScript: PutScript = (path, bytes) => put([...args, path, bytes]) as Promise<PutOutcome | 'gone'>;
    return async () => {
      const folder = payload.byteLength > 0 && isRepeatable(job) ? this.#payloadFolder : null;
      const outcome = folder === null ? null : await putFile(payloadPath(folder), payload, putScript);
      return outcome ?? this.#putValue(incoming, payload, putScript);
    };
  }

  /**
   * Pixels go to Redis as a value of their own, and right behind it the script that makes them a chunk: Redis keeps them as they come, and
   * would read all that a script is given once more. Both can be sent again, where the connection broke, without harm: pixels that no
   * script follows count for nothing and expire.
   */
  async #putValue(incoming: string, payload: Uint8Array, putScript: PutScript): Promise<PutOutcome> {
    const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    for (;;) {
      const [sent, put] = await Promise.allSettled([this.#send(incoming, bytes), putScript('', 0)]);
      const outcome = put.status === 'fulfilled' ? put.value : null;
      if (outcome !== null && outcome !== 'gone') return outcome;
      if (sent.status === 'rejected') throw sent.reason;
      if (put.status === 'rejected') throw put.reason;
      // between the two Redis was away, and has forgotten the pixels
    }
  }

  #send(key: string, bytes: Buffer): Promise<unknown> {
    const redis = this.#redis;
    if (redis instanceof Cluster) return redis.set(key, bytes, 'PX', INCOMING_TTL_MS);
    return redis.sendCommand(new SetUncopied(key, bytes, INCOMING_TTL_MS)) as Promise<unknown>;
  }
}

/** Whether its frames can be read once more where it gets lost: of a camera they cannot. */
function isRepeatable({ frames }: ChunkJob): boolean {
  return frames.every(({ capturedAt }) => capturedAt === null);
}

/**
 * Puts a chunk whose pixels go into a file. One that may have been put all the same, as when the connection is closed before the answer comes,
 * keeps its file; where it was not, a janitor finds that.
 *
 * @returns `null` where they do not: nothing was put then
 */
async function putFile(path: string, payload: Uint8Array, putScript: PutScript): Promise<PutOutcome | null> {
  if (!(await writePayloadFile(path, payload))) return null;
  const dispose = () => deletePayloadFile(path).catch(() => undefined); // a janitor finds it
  try {
    const outcome = await putScript(path, payload.byteLength);
    if (outcome !== 'queued') await dispose();
    return outcome === 'gone' ? null : outcome;
  } catch (error) {
    if (isOutOfMemory(error)) await dispose();
    throw error;
  }
}
