import { Queue, QueueKeys } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import { type ChunkJob, MAX_CHUNK_BYTES } from '../shared/chunk-job.ts';
import { messageOf, PayloadError, QueueError } from '../shared/errors.ts';
import type { FrameQueue } from '../shared/ports.ts';
import { refusalOfAll } from '../shared/worker-status.ts';
import { JobAdder, recordScripts } from './job-adder.ts';
import { PUT_CHUNK_KEYS, type PutOutcome, putChunkScript } from './put-chunk-script.ts';
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

const jobOptions = {
  attempts: 3,
  backoff: { type: 'exponential', delay: 500 },
  removeOnComplete: true,
  removeOnFail: true, // so that a chunk that failed can be put again under its id
};

/** Workers need the generation of a run while jobs of earlier ones may wait. */
const GENERATION_TTL_SECONDS = 7 * 24 * 60 * 60;

/** A client with the command that `putChunkScript` makes. */
interface PutsChunks {
  putChunk(numberOfKeys: number, ...keysAndArgs: (string | number | Buffer)[]): Promise<PutOutcome>;
}

/** The frames queue on BullMQ: pixels as one binary value of their own, and the job that refers to them, put by one script. */
export class BullMqFrameQueue implements FrameQueue {
  readonly #adder: JobAdder;
  readonly #keys: QueueKeys;
  #isClosed = false;
  #hasCommand = false;

  private constructor(
    private readonly redis: Redis | Cluster,
    private readonly queue: Queue<ChunkJob>,
    scripts: ReturnType<typeof recordScripts>,
    private readonly options: FrameQueueOptions,
  ) {
    this.#adder = new JobAdder(queue, scripts);
    this.#keys = new QueueKeys(options.names.prefix);
  }

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
    const scripts = recordScripts(redis);
    const queue = new Queue<ChunkJob>(options.names.frames, { connection: redis, prefix: options.names.prefix });
    queue.on('error', (error) => {
      lastError = error;
    });
    return new BullMqFrameQueue(redis, queue, scripts, options);
  }

  async put(job: ChunkJob, payload: Uint8Array): Promise<'queued' | 'full'> {
    if (payload.byteLength > MAX_CHUNK_BYTES) throw tooLarge(job.chunkId, payload.byteLength);
    const outcome = await this.#translated(async () => {
      if (!(await this.#hasRoom(payload.length))) return 'full';
      try {
        return await this.#put(job, payload);
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

  async #put(job: ChunkJob, payload: Uint8Array): Promise<PutOutcome> {
    const { names, maxQueuedBytes } = this.options;
    const { chunkId, runId, generation } = job;
    const adding = await this.#adder.callFor('chunk', job, { ...jobOptions, jobId: chunkId });
    if (!this.#hasCommand) this.redis.defineCommand('putChunk', { lua: putChunkScript(adding.lua) });
    this.#hasCommand = true;
    const keys = [
      ...[names.payloadKey(chunkId), names.payloadSizes, names.payloadTotal, names.generationKey(runId)],
      ...[this.#keys.toKey(names.frames, chunkId), this.#keys.toKey(names.results, chunkId)],
      ...adding.keys,
    ];
    const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    const args = [chunkId, generation, GENERATION_TTL_SECONDS, maxQueuedBytes, bytes, ...adding.args];
    const client = this.redis as unknown as PutsChunks;
    return client.putChunk(PUT_CHUNK_KEYS + adding.keys.length, ...keys, ...args);
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
