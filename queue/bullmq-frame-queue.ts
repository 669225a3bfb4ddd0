import { Queue, QueueKeys } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import { type ChunkJob, MAX_CHUNK_BYTES } from '../shared/chunk-job.ts';
import { messageOf, PayloadError, QueueError } from '../shared/errors.ts';
import { HOLD_UPS } from '../shared/hold-ups.ts';
import type { FrameQueue, QueueBacklog } from '../shared/ports.ts';
import type { Priority } from '../shared/priority.ts';
import { holdUpOf, refusalOfAll } from '../shared/worker-status.ts';
import { recordScripts } from './job-adder.ts';
import { PutChunkCommand } from './put-chunk-command.ts';
import type { QueueNames } from './queue-names.ts';
import type { RedisAddress } from './redis-address.ts';
import { createRedis } from './redis-connection.ts';
import { isOutOfMemory, unreachable } from './redis-refusals.ts';
import { RedisWorkerRoster } from './redis-worker-roster.ts';
import { tryToWrite } from './trial-write.ts';
import { withinTime } from './within-time.ts';

export interface FrameQueueOptions {
  readonly names: QueueNames;
  /** Bytes that may wait, over all producers. */
  readonly maxQueuedBytes: number;
  /** How long Redis may be away before a call gives up. */
  readonly patienceMs: number;
  /** Absent: `normal`. */
  readonly priority?: Priority;
  /**
   * Where pixels of recordings lie as files, named in Redis, as far as there is room: a folder in the memory of a machine on which all
   * workers are. Absent or `null`: all pixels go to Redis, as those of cameras do, which nobody could read again.
   */
  readonly payloadFolder?: string | null;
}

/** Of the budget, the part beyond which nothing of low priority is put: the others always find room. */
const LOW_PRIORITY_SHARE = 0.5;

/** How long Redis may take to say how it is. */
const HEALTH_PATIENCE_MS = 2_000;

/** The frames queue on BullMQ: pixels as one binary value of their own or in a file, and the job that refers to them. */
export class BullMqFrameQueue implements FrameQueue {
  readonly #keys: QueueKeys;
  #isOutOfMemory = false;
  #isClosed = false;

  private constructor(
    private readonly redis: Redis | Cluster,
    private readonly queue: Queue,
    private readonly putChunk: PutChunkCommand,
    private readonly options: FrameQueueOptions,
    /** Of the connection. */
    private readonly lastError: () => unknown,
  ) {
    this.#keys = new QueueKeys(options.names.prefix);
  }

  /** @throws {QueueError} `QUEUE_UNREACHABLE` when Redis does not answer within the patience */
  static async connect(address: RedisAddress, options: FrameQueueOptions): Promise<BullMqFrameQueue> {
    const redis = createRedis(address);
    let lastError: unknown = null;
    redis.on('error', (error) => {
      lastError = error; // reported below or by the call that it makes fail; the client tries again by itself
    });
    const scripts = recordScripts(redis);
    const { names, patienceMs, priority = 'normal', payloadFolder = null } = options;
    let queue: Queue | null = null;
    try {
      await withinTime(patienceMs, redis.ping());
      queue = new Queue(names.frames, { connection: redis, prefix: names.prefix });
      queue.on('error', (error) => {
        lastError = error;
      });
      await withinTime(patienceMs, queue.waitUntilReady());
      return new BullMqFrameQueue(
        redis,
        queue,
        new PutChunkCommand(redis, queue, scripts, { names, priority, payloadFolder }),
        options,
        () => lastError,
      );
    } catch (error) {
      redis.disconnect(); // first: the queue's own close would wait for an answer
      await queue?.close();
      throw unreachable(lastError ?? error);
    }
  }

  async put(job: ChunkJob, payload: Uint8Array): Promise<'queued' | 'full'> {
    if (payload.byteLength > MAX_CHUNK_BYTES) throw tooLarge(job.chunkId, payload.byteLength);
    const maxQueuedBytes = this.#maxQueuedBytes;
    const put = await this.putChunk.prepare(job, payload, maxQueuedBytes);
    const outcome = await this.#translated(async () => {
      try {
        const asked = { runId: job.runId, bytes: payload.byteLength, maxQueuedBytes };
        if (!(await this.putChunk.findsRoom(asked))) return 'full';
        const outcome = await put();
        this.#isOutOfMemory = false;
        return outcome;
      } catch (error) {
        if (!isOutOfMemory(error)) throw error; // as good as a budget that is used up
        this.#isOutOfMemory = true;
        return 'full';
      }
    });
    if (outcome === 'stale') throw begunAnew(job.runId);
    return outcome === 'full' ? 'full' : 'queued';
  }

  /**
   * Looks in the frames queue first and in the results queue after it: a worker adds a chunk's result before it ends the
   * chunk's job, so a chunk on its way is seen in one of them. One that is in neither is stored or lost: ask the ledger next.
   */
  async absent(chunkIds: readonly string[]): Promise<string[]> {
    const { frames, results } = this.options.names;
    const notInFrames = await this.#without(frames, chunkIds);
    return this.#without(results, notInFrames);
  }

  async refusal(modelKey: string): Promise<string | null> {
    const roster = new RedisWorkerRoster(this.options.names, this.redis);
    return refusalOfAll(await this.#translated(() => roster.read()), modelKey);
  }

  async backlog(): Promise<QueueBacklog> {
    const { names } = this.options;
    return this.#translated(async () => {
      const [waiting, ofLowPriority, workers] = await Promise.all([
        this.redis.llen(this.#keys.toKey(names.frames, 'wait')),
        this.redis.zcard(this.#keys.toKey(names.frames, 'prioritized')),
        new RedisWorkerRoster(names, this.redis).read(),
      ]);
      // What has to stand back keeps no worker from what is put here.
      const waitingChunks = waiting + (this.options.priority === 'low' ? ofLowPriority : 0);
      return { waitingChunks, workers: workers.length };
    });
  }

  /**
   * What keeps chunks from being put or taken, in words; `null` where nothing does.
   *
   * @param modelKey - of the model that they ask for; `null`: workers are not looked for
   */
  async holdUp(modelKey: string | null): Promise<string | null> {
    const { names } = this.options;
    const ask = async () => {
      const hasRoom = (await tryToWrite(this.redis, names)) && !this.#isOutOfMemory;
      return { hasRoom, workers: modelKey === null ? null : await new RedisWorkerRoster(names, this.redis).read() };
    };
    try {
      const { hasRoom, workers } = await withinTime(HEALTH_PATIENCE_MS, ask());
      return hasRoom ? workers && holdUpOf(workers, modelKey ?? '') : HOLD_UPS.redisFull();
    } catch (error) {
      const reason = this.redis.status === 'ready' ? error : (this.lastError() ?? error);
      return HOLD_UPS.redisGone(messageOf(reason));
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.queue.close();
    this.redis.disconnect();
  }

  get #maxQueuedBytes(): number {
    const { maxQueuedBytes, priority } = this.options;
    return priority === 'low' ? Math.floor(maxQueuedBytes * LOW_PRIORITY_SHARE) : maxQueuedBytes;
  }

  async #without(queueName: string, chunkIds: readonly string[]): Promise<string[]> {
    if (chunkIds.length === 0) return [];
    const exist = await this.#translated(() =>
      Promise.all(chunkIds.map((chunkId) => this.redis.exists(this.#keys.toKey(queueName, chunkId)))),
    );
    return chunkIds.filter((_, index) => exist[index] === 0);
  }

  async #translated<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await withinTime(this.options.patienceMs, call());
    } catch (error) {
      throw unreachable(error);
    }
  }
}

function tooLarge(chunkId: string, bytes: number): PayloadError {
  return new PayloadError(
    'PAYLOAD_INVALID',
    `Expected the payload of ${chunkId} to be ${MAX_CHUNK_BYTES} bytes at most, got ${bytes}. Begin the run anew with \`--force\`.`,
  );
}

function begunAnew(runId: string): QueueError {
  return new QueueError(
    'RUN_CONFLICT',
    `Expected run \`${runId}\` to be this command's, got one that another command has begun anew meanwhile.`,
  );
}
