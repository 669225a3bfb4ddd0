import { Queue } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import type { ChunkResult } from '../shared/chunk-result.ts';
import type { Logger } from '../shared/logging.ts';
import type { ChunkPorts } from '../shared/ports.ts';
import type { QueueNames } from './queue-names.ts';
import { RELEASE_PAYLOAD_KEYS, RELEASE_PAYLOAD_SCRIPT } from './release-payload-script.ts';

/** Payloads and results of chunks, in Redis. */
export class RedisChunkPorts implements ChunkPorts {
  readonly #names: QueueNames;
  readonly #redis: Redis | Cluster;
  readonly #results: Queue;

  /** @param connection - stays the caller's */
  constructor(names: QueueNames, connection: Redis | Cluster, log: Logger) {
    this.#names = names;
    this.#redis = connection;
    this.#results = new Queue(names.results, {
      connection,
      prefix: names.prefix,
      defaultJobOptions: {
        removeOnComplete: true,
        attempts: Number.MAX_SAFE_INTEGER,
        backoff: { type: 'fixed', delay: 1000 },
      },
    });
    this.#results.on('error', (error) => log.warn({ err: error }, 'results queue'));
  }

  async fetchPayload({
    chunkId,
    runId,
    generation,
  }: Parameters<ChunkPorts['fetchPayload']>[0]): Promise<Uint8Array | null | 'stale'> {
    const keys = [this.#names.generationKey(runId), this.#names.payloadKey(chunkId)];
    const [current = null, payload = null] = await this.#redis.mgetBuffer(...keys);
    return Number(current ?? 0) > generation ? 'stale' : payload;
  }

  async publish(result: ChunkResult): Promise<void> {
    await this.#results.add('chunk', result, { jobId: result.chunkId });
  }

  async releasePayload(chunkId: string): Promise<void> {
    const { payloadSizes, payloadTotal } = this.#names;
    const keys = [this.#names.payloadKey(chunkId), payloadSizes, payloadTotal];
    await this.#redis.eval(RELEASE_PAYLOAD_SCRIPT, RELEASE_PAYLOAD_KEYS, ...keys, chunkId);
  }

  close(): Promise<void> {
    return this.#results.close();
  }
}
