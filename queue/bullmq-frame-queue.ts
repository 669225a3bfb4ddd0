import { Queue, QueueKeys } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import { type ChunkJob, MAX_CHUNK_BYTES } from '../shared/chunk-job.ts';
import { messageOf, PayloadError, QueueError } from '../shared/errors.ts';
import type { FrameQueue } from '../shared/ports.ts';
import { refusalOfAll } from '../shared/worker-status.ts';
import { recordScripts } from './job-adder.ts';
import { PutChunkCommand } from './put-chunk-command.ts';
import type { QueueNames } from './queue-names.ts';
import type { RedisAddress } from './redis-address.ts';
import { createRedis } from './redis-connection.ts';
import { RedisWorkerRoster } from './redis-worker-roster.ts';

export interface FrameQueueOptions {
  readonly names: QueueNames;
  /** Bytes that may wait in Redis, over all producers. */
  readonly maxQueuedBytes: number;
  /** How long Redis may be away before a call gives up. */
  readonly patienceMs: number;
}

/** The frames queue on BullMQ: pixels as one binary value of their own, and the job that refers to them, put by one script. */
export class BullMqFrameQueue implements FrameQueue {
  readonly #keys: QueueKeys;
  #isClosed = false;

  private constructor(
    private readonly redis: Redis | Cluster,
    private readonly queue: Queue,
    private readonly putChunk: PutChunkCommand,
    private readonly options: FrameQueueOptions,
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
    const { names, patienceMs } = options;
    let queue: Queue | null = null;
    try {
      await within(patienceMs, redis.ping());
      queue = new Queue(names.frames, { connection: redis, prefix: names.prefix });
      queue.on('error', (error) => {
        lastError = error;
      });
      await within(patienceMs, queue.waitUntilReady());
      return new BullMqFrameQueue(redis, queue, new PutChunkCommand(redis, queue, scripts, names), options);
    } catch (error) {
      redis.disconnect(); // first: the queue's own close would wait for an answer
      await queue?.close();
      throw unreachable(lastError ?? error);
    }
  }

  async put(job: ChunkJob, payload: Uint8Array): Promise<'queued' | 'full'> {
    if (payload.byteLength > MAX_CHUNK_BYTES) throw tooLarge(job.chunkId, payload.byteLength);
    const put = await this.putChunk.prepare(job, payload, this.options.maxQueuedBytes);
    const outcome = await this.#translated(async () => {
      if (!(await this.#hasRoom(payload.length))) return 'full';
      try {
        return await put();
      } catch (error) {
        if (!isOutOfMemory(error)) throw error;
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

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.queue.close();
    this.redis.disconnect();
  }

  /** Whether it is worth sending the bytes; the script decides. */
  async #hasRoom(bytes: number): Promise<boolean> {
    const waiting = Number((await this.redis.get(this.options.names.payloadTotal)) ?? 0);
    return waiting <= 0 || waiting + bytes <= this.options.maxQueuedBytes;
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
      return await within(this.options.patienceMs, call());
    } catch (error) {
      throw unreachable(error);
    }
  }
}

/** Redis refuses writes beyond its `maxmemory`: as good as a budget that is used up. */
function isOutOfMemory(error: unknown): boolean {
  return /\bOOM\b|used memory > 'maxmemory'/.test(messageOf(error));
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

function unreachable(error: unknown): QueueError {
  return new QueueError(
    'QUEUE_UNREACHABLE',
    `Expected Redis to answer, got: ${messageOf(error)}. Check \`REDIS_URL\` and that the server runs.`,
    { cause: error },
  );
}

async function within<T>(limitMs: number, call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${limitMs} ms`)), limitMs);
  });
  return Promise.race([call, limit]).finally(() => clearTimeout(timer));
}
