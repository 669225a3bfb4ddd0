import { type Queue, QueueKeys } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import type { ChunkJob } from '../shared/chunk-job.ts';
import { JobAdder, type recordScripts } from './job-adder.ts';
import { PUT_CHUNK_KEYS, type PutOutcome, putChunkScript } from './put-chunk-script.ts';
import type { QueueNames } from './queue-names.ts';

/** Workers need the generation of a run while jobs of earlier ones may wait. */
const GENERATION_TTL_SECONDS = 7 * 24 * 60 * 60;

const jobOptions = {
  attempts: 3,
  backoff: { type: 'exponential', delay: 500 },
  removeOnComplete: true,
  removeOnFail: true, // so that a chunk that failed can be put again under its id
};

/** A client with the command that `putChunkScript` makes. */
interface PutsChunks {
  putChunk(numberOfKeys: number, ...keysAndArgs: (string | number | Buffer)[]): Promise<PutOutcome>;
}

/** Puts chunks on a queue of BullMQ, all or nothing. */
export class PutChunkCommand {
  readonly #redis: Redis | Cluster;
  readonly #names: QueueNames;
  readonly #adder: JobAdder;
  readonly #keys: QueueKeys;
  #isDefined = false;

  /**
   * @param queue - ready, on `redis`
   * @param scripts - as of `recordScripts`, called before the queue was made
   */
  constructor(redis: Redis | Cluster, queue: Queue, scripts: ReturnType<typeof recordScripts>, names: QueueNames) {
    this.#redis = redis;
    this.#names = names;
    this.#adder = new JobAdder(queue, scripts);
    this.#keys = new QueueKeys(names.prefix);
  }

  /** @returns a call to Redis that is yet to be made */
  async prepare(job: ChunkJob, payload: Uint8Array, maxQueuedBytes: number): Promise<() => Promise<PutOutcome>> {
    const { frames, results, payloadKey, payloadSizes, payloadTotal, generationKey } = this.#names;
    const { chunkId, runId, generation } = job;
    const adding = await this.#adder.callFor('chunk', job, { ...jobOptions, jobId: chunkId });
    if (!this.#isDefined) this.#redis.defineCommand('putChunk', { lua: putChunkScript(adding.lua) });
    this.#isDefined = true;
    const keys = [
      ...[payloadKey(chunkId), payloadSizes, payloadTotal, generationKey(runId)],
      ...[this.#keys.toKey(frames, chunkId), this.#keys.toKey(results, chunkId)],
      ...adding.keys,
    ];
    const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    const args = [chunkId, generation, GENERATION_TTL_SECONDS, maxQueuedBytes, bytes, ...adding.args];
    const client = this.#redis as unknown as PutsChunks;
    return () => client.putChunk(PUT_CHUNK_KEYS + adding.keys.length, ...keys, ...args);
  }
}
