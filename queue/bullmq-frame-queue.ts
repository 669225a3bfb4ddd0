import { Queue } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import type { ChunkJob } from '../shared/chunk-job.ts';
import { messageOf, QueueError } from '../shared/errors.ts';
import type { FrameQueue } from '../shared/ports.ts';
import { refusalOfAll } from '../shared/worker-status.ts';
import {
  KEEP_PAYLOAD_KEYS,
  KEEP_PAYLOAD_SCRIPT,
  RELEASE_PAYLOAD_KEYS,
  RELEASE_PAYLOAD_SCRIPT,
} from './payload-scripts.ts';
import type { QueueNames } from './queue-names.ts';
import { createRedis, type RedisAddress } from './redis-connection.ts';
import { RedisWorkerRoster } from './redis-worker-roster.ts';

export interface FrameQueueOptions {
  readonly names: QueueNames;
  /** Bytes that may wait in Redis, over all producers. */
  readonly maxQueuedBytes: number;
  /** How long Redis may be away before a call gives up. */
  readonly patienceMs: number;
}

const jobOptions = {
  attempts: 3,
  backoff: { type: 'exponential', delay: 500 },
  removeOnComplete: true,
  removeOnFail: true, // so that a chunk that failed can be put again under its id
};

/**
 * The frames queue on BullMQ: pixels as one binary value of their own, then the job that refers to them, so that a job
 * always finds its bytes. A crash between the two leaves bytes that the next `put` of the same chunk takes over.
 */
export class BullMqFrameQueue implements FrameQueue {
  #isClosed = false;

  private constructor(
    private readonly redis: Redis | Cluster,
    private readonly queue: Queue<ChunkJob>,
    private readonly options: FrameQueueOptions,
  ) {}

  /** @throws {QueueError} `QUEUE_UNREACHABLE` when Redis does not answer within the patience */
  static async connect(address: RedisAddress, options: FrameQueueOptions): Promise<BullMqFrameQueue> {
    const redis = createRedis(address);
    let lastError: unknown = null;
    redis.on('error', (error) => {
      lastError = error; // reported below or by the call that it makes fail; the client tries again by itself
    });
    const connected = await within(options.patienceMs, redis.ping()).catch((error: unknown) => error);
    if (connected !== 'PONG') {
      redis.disconnect();
      throw unreachable(lastError ?? connected);
    }
    const queue = new Queue<ChunkJob>(options.names.frames, { connection: redis, prefix: options.names.prefix });
    queue.on('error', (error) => {
      lastError = error;
    });
    return new BullMqFrameQueue(redis, queue, options);
  }

  async put(job: ChunkJob, payload: Uint8Array): Promise<'queued' | 'full'> {
    return this.#translated(async () => {
      if (!(await this.#hasRoom(payload.length))) return 'full';
      try {
        const kept = await this.#keep(job.chunkId, payload);
        if (kept === 'kept') await this.queue.add('chunk', job, { ...jobOptions, jobId: job.chunkId });
        return kept === 'full' ? 'full' : 'queued';
      } catch (error) {
        if (!isOutOfMemory(error)) throw error;
        await this.#release(job.chunkId);
        return 'full';
      }
    });
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

  async #keep(chunkId: string, payload: Uint8Array): Promise<unknown> {
    const { names, maxQueuedBytes } = this.options;
    const keys = [
      ...this.#payloadKeys(chunkId),
      this.#jobKey(names.frames, chunkId),
      this.#jobKey(names.results, chunkId),
    ];
    const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    return this.redis.eval(KEEP_PAYLOAD_SCRIPT, KEEP_PAYLOAD_KEYS, ...keys, chunkId, maxQueuedBytes, bytes);
  }

  async #release(chunkId: string): Promise<void> {
    await this.redis.eval(RELEASE_PAYLOAD_SCRIPT, RELEASE_PAYLOAD_KEYS, ...this.#payloadKeys(chunkId), chunkId);
  }

  async #without(queueName: string, chunkIds: readonly string[]): Promise<string[]> {
    if (chunkIds.length === 0) return [];
    const exist = await this.#translated(() =>
      Promise.all(chunkIds.map((chunkId) => this.redis.exists(this.#jobKey(queueName, chunkId)))),
    );
    return chunkIds.filter((_, index) => exist[index] === 0);
  }

  #payloadKeys(chunkId: string): string[] {
    const { names } = this.options;
    return [names.payloadKey(chunkId), names.payloadSizes, names.payloadTotal];
  }

  /** Where BullMQ keeps a job. */
  #jobKey(queueName: string, jobId: string): string {
    return `${this.options.names.prefix}:${queueName}:${jobId}`;
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
