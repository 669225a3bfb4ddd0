import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'bullmq';
import type { QueueNames } from '../../queue/queue-names.ts';
import { parseRedisUrl } from '../../queue/redis-address.ts';
import { createRedis } from '../../queue/redis-connection.ts';
import { RELEASE_PAYLOAD_KEYS, RELEASE_PAYLOAD_SCRIPT } from '../../queue/release-payload-script.ts';
import { type ChunkJob, chunkJobSchema, inferredFramesOf, payloadBytesOf } from '../../shared/chunk-job.ts';
import { decodeChunk } from '../../worker/decode-chunk.ts';
import type { MemoryLedger } from './memory-ledger.ts';

export interface SunkChunk {
  readonly job: ChunkJob;
  /** Hash of each frame's pixels. */
  readonly frameHashes: readonly string[];
}

/** Takes chunks off the queue as a worker does, and accounts for them in the ledger as the results service does. */
export class FrameSink {
  readonly chunks: SunkChunk[] = [];
  maxWaitingBytes = 0;
  readonly #redis;
  readonly #jobsRedis;
  readonly #worker: Worker;

  constructor(
    url: string,
    names: QueueNames,
    ledger: MemoryLedger,
    { delayMs = 0, sees = (_: ChunkJob): boolean => true } = {},
  ) {
    this.#redis = createRedis(parseRedisUrl(url));
    this.#jobsRedis = createRedis(parseRedisUrl(url));
    this.#worker = new Worker(
      names.frames,
      async ({ data }) => {
        const job = chunkJobSchema.parse(data);
        const payload = await this.#redis.getBuffer(names.payloadKey(job.chunkId));
        const waiting = Number((await this.#redis.get(names.payloadTotal)) ?? 0);
        this.maxWaitingBytes = Math.max(this.maxWaitingBytes, waiting);
        if (payload?.length !== payloadBytesOf(job)) throw new Error(`payload of ${job.chunkId}: ${payload?.length}`);
        if (delayMs > 0) await delay(delayMs);
        if (sees(job)) {
          const { payload: pixels } = await decodeChunk(job, payload);
          this.chunks.push({ job, frameHashes: hashesOf(pixels, job) });
          ledger.account(job.runId, job.chunkIndex, { state: 'stored', frameCount: job.frames.length });
        }
        const keys = [names.payloadKey(job.chunkId), names.payloadSizes, names.payloadTotal, names.payloadFiles];
        await this.#redis.eval(RELEASE_PAYLOAD_SCRIPT, RELEASE_PAYLOAD_KEYS, ...keys, job.chunkId);
      },
      { connection: this.#jobsRedis, prefix: names.prefix },
    );
    this.#worker.on('error', () => undefined); // a flushed Redis loses the job that is worked on
  }

  async close(): Promise<void> {
    await this.#worker.waitUntilReady(); // a worker that is closed while it connects stays connected
    await this.#worker.close(true);
    this.#jobsRedis.disconnect();
    this.#redis.disconnect();
  }
}

/** Of one that is carried, that of its source where this is of the same chunk. */
function hashesOf(payload: Uint8Array, job: ChunkJob): string[] {
  const bytes = payload.length / inferredFramesOf(job).length;
  const hashes = new Map<number, string>();
  let at = 0;
  return job.frames.map(({ frameIndex, carriedFrom }) => {
    if (carriedFrom) return hashes.get(carriedFrom.frameIndex) ?? `as frame ${carriedFrom.frameIndex}`;
    const pixels = payload.subarray(at, at + bytes);
    at += bytes;
    const hash = createHash('md5').update(pixels).digest('hex');
    hashes.set(frameIndex, hash);
    return hash;
  });
}
