import { stat, truncate, unlink } from 'node:fs/promises';
import type { Redis } from 'ioredis';
import { queueNames } from '../../queue/queue-names.ts';

/** The pixels of a chunk that waits. */
export interface WaitingPayload {
  readonly chunkId: string;
  delete(): Promise<unknown>;
  /** Leaves a part of them, 0 to 1. @returns whether they were still there */
  cut(share: number): Promise<boolean>;
}

/** Pixels that wait, in Redis and in files, by chunk. */
export async function waitingPayloads(redis: Redis): Promise<WaitingPayload[]> {
  const { payloadKey, payloadFiles } = queueNames();
  const prefix = payloadKey('');
  const keys = await redis.keys(`${prefix.replace(/[[\]]/g, '\\$&')}*`);
  const files = Object.entries(await redis.hgetall(payloadFiles));
  return [
    ...keys.map((key) => payloadInRedis(redis, key, key.slice(prefix.length))),
    ...files.map(([chunkId, path]) => payloadInFile(chunkId, path)),
  ].sort((a, b) => (a.chunkId < b.chunkId ? -1 : 1));
}

function payloadInRedis(redis: Redis, key: string, chunkId: string): WaitingPayload {
  return {
    chunkId,
    delete: () => redis.del(key),
    async cut(share) {
      const bytes = await redis.getBuffer(key);
      if (bytes === null) return false;
      return (await redis.set(key, bytes.subarray(0, Math.floor(bytes.length * share)), 'XX')) === 'OK';
    },
  };
}

function payloadInFile(chunkId: string, path: string): WaitingPayload {
  const unlessGone = (call: Promise<void>) =>
    call.then(
      () => true,
      () => false,
    );
  return {
    chunkId,
    delete: () => unlessGone(unlink(path)),
    async cut(share) {
      const facts = await stat(path).catch(() => null);
      return facts !== null && (await unlessGone(truncate(path, Math.floor(facts.size * share))));
    },
  };
}
