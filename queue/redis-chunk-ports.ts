import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import type { ChunkResult } from '../shared/chunk-result.ts';
import type { OutageLog } from '../shared/outage-log.ts';
import type { ChunkPorts } from '../shared/ports.ts';
import { deletePayloadFile, readPayloadFile } from './payload-files.ts';
import type { QueueNames } from './queue-names.ts';
import { isShortage } from './redis-refusals.ts';
import { RELEASE_PAYLOAD_KEYS, RELEASE_PAYLOAD_SCRIPT } from './release-payload-script.ts';
import { resultMessageOf } from './result-message.ts';

/** Until a result is offered again that Redis had no room for; doubled each time. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** Payloads and results of chunks, in Redis; payloads also in files of this machine that Redis names. */
export class RedisChunkPorts implements ChunkPorts {
  readonly #closed = new AbortController();
  readonly #outages: OutageLog;
  readonly #names: QueueNames;
  readonly #redis: Redis | Cluster;
  readonly #results: Queue;

  /** @param connection - stays the caller's */
  constructor(names: QueueNames, connection: Redis | Cluster, outages: OutageLog) {
    this.#outages = outages;
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
    this.#results.on('error', (error) => outages.met('Redis', error));
  }

  async fetchPayload({
    chunkId,
    runId,
    generation,
  }: Parameters<ChunkPorts['fetchPayload']>[0]): Promise<Uint8Array | null | 'stale'> {
    const keys = [this.#names.generationKey(runId), this.#names.payloadKey(chunkId)];
    const [[current = null, payload = null], path] = await Promise.all([
      this.#redis.mgetBuffer(...keys),
      this.#redis.hget(this.#names.payloadFiles, chunkId),
    ]);
    if (Number(current ?? 0) > generation) return 'stale';
    return path === null ? payload : readPayloadFile(path);
  }

  /** Waits while Redis takes nothing: to find the same once more would cost more than to keep it. */
  async publish(result: ChunkResult): Promise<void> {
    const { signal } = this.#closed;
    const message = resultMessageOf(result);
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        await this.#results.add('chunk', message, { jobId: result.chunkId });
        this.#outages.over('Redis');
        return;
      } catch (error) {
        if (signal.aborted || !isShortage(error)) throw error;
        this.#outages.met('Redis', error);
      }
      await sleep(pauseMs, undefined, { signal });
    }
  }

  /** Gives up what waits for room in Redis. */
  giveUp(): void {
    this.#closed.abort();
  }

  async releasePayload(chunkId: string): Promise<void> {
    const { payloadSizes, payloadTotal, payloadFiles } = this.#names;
    const keys = [this.#names.payloadKey(chunkId), payloadSizes, payloadTotal, payloadFiles];
    const path = await this.#redis.eval(RELEASE_PAYLOAD_SCRIPT, RELEASE_PAYLOAD_KEYS, ...keys, chunkId);
    if (typeof path === 'string') await deletePayloadFile(path);
  }

  close(): Promise<void> {
    this.giveUp();
    return this.#results.close();
  }
}
