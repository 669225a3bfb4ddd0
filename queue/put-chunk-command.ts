import { type Queue, QueueKeys } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import type { ChunkJob } from '../shared/chunk-job.ts';
import { JobAdder, type recordScripts } from './job-adder.ts';
import { type PutOutcome, putChunkScript } from './put-chunk-script.ts';
import type { QueueNames } from './queue-names.ts';

/** Workers need the generation of a run while jobs of earlier ones may wait. */
const GENERATION_TTL_SECONDS = 7 * 24 * 60 * 60;

const jobOptions = {
  attempts: 3,
  backoff: { type: 'exponential', delay: 500 },
  removeOnComplete: true,
  removeOnFail: true, // so that a chunk that failed can be put again under its id
};

const script = { name: 'putChunk', lua: putChunkScript };

/** Puts chunks on a queue of BullMQ, all or nothing. */
export class PutChunkCommand {
  readonly #names: QueueNames;
  readonly #adder: JobAdder;
  readonly #keys: QueueKeys;

  /**
   * @param queue - ready, on `redis`
   * @param scripts - as of `recordScripts`, called before the queue was made
   */
  constructor(redis: Redis | Cluster, queue: Queue, scripts: ReturnType<typeof recordScripts>, names: QueueNames) {
    this.#names = names;
    this.#adder = new JobAdder(redis, queue, scripts);
    this.#keys = new QueueKeys(names.prefix);
  }

  /** @returns a call to Redis that is yet to be made */
  async prepare(job: ChunkJob, payload: Uint8Array, maxQueuedBytes: number): Promise<() => Promise<PutOutcome>> {
    const { frames, results, payloadKey, payloadSizes, payloadTotal, generationKey } = this.#names;
    const { chunkId, runId, generation } = job;
    const keys = [
      ...[payloadKey(chunkId), payloadSizes, payloadTotal, generationKey(runId)],
      ...[this.#keys.toKey(frames, chunkId), this.#keys.toKey(results, chunkId)],
    ];
    const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    const args = [chunkId, generation, GENERATION_TTL_SECONDS, maxQueuedBytes, bytes];
    const adding = { name: 'chunk', data: job, options: { ...jobOptions, jobId: chunkId } };
    return (await this.#adder.prepare(script, keys, args, adding)) as () => Promise<PutOutcome>;
  }
}
