import { Queue } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import type { ChunkResult } from '../shared/chunk-result.ts';
import type { Logger } from '../shared/logging.ts';
import type { ChunkPorts } from '../shared/ports.ts';
import { RELEASE_PAYLOAD_KEYS, RELEASE_PAYLOAD_SCRIPT } from './payload-scripts.ts';
import type { QueueNames } from './queue-names.ts';

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

  fetchPayload(chunkId: string): Promise<Uint8Array | null> {
    return this.#redis.getBuffer(this.#names.payloadKey(chunkId));
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
