import { QueueKeys } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import { messageOf } from '../shared/errors.ts';
import type { Logger } from '../shared/logging.ts';
import { deletePayloadFile, oldPayloadFiles, remakePayloadFolder } from './payload-files.ts';
import type { QueueNames } from './queue-names.ts';
import { SWEEP_PAYLOADS_SCRIPT } from './sweep-payloads-script.ts';

const INTERVAL_MS = 60_000;
const BATCH = 200;

/**
 * Sweeps payloads away, every minute, that no job refers to, so that they do not count against the budget for ever. Chunks are
 * put, and payloads let go, so that there are none; but jobs can be deleted by others, and Redis may lose some keys of many. Files of
 * payloads are swept that Redis does not know: of a producer that died before it put the chunk, or of a Redis that was killed.
 */
export class PayloadJanitor {
  readonly #redis: Redis | Cluster;
  readonly #names: QueueNames;
  readonly #keys: QueueKeys;
  readonly #log: Logger;
  readonly #folder: string | null;
  readonly #timer: NodeJS.Timeout;

  /**
   * @param connection - stays the caller's
   * @param folder - where payloads of this Redis lie as files; `null`: nowhere
   */
  constructor(
    connection: Redis | Cluster,
    names: QueueNames,
    log: Logger,
    folder: string | null,
    intervalMs = INTERVAL_MS,
  ) {
    this.#redis = connection;
    this.#names = names;
    this.#folder = folder;
    this.#keys = new QueueKeys(names.prefix);
    this.#log = log;
    this.#timer = setInterval(() => void this.#sweepIfReady(), intervalMs).unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** @returns how many payloads and files were deleted */
  async sweep(): Promise<number> {
    let swept = 0;
    for (const hash of [this.#names.payloadSizes, this.#names.payloadFiles]) {
      let cursor = '0';
      do {
        const [next, entries] = await this.#redis.hscan(hash, cursor, 'COUNT', BATCH);
        const chunkIds = entries.filter((_, index) => index % 2 === 0);
        swept += await this.#sweepChunks(chunkIds);
        cursor = next;
      } while (cursor !== '0');
    }
    return swept + (await this.#sweepFiles());
  }

  async #sweepFiles(): Promise<number> {
    if (this.#folder === null) return 0;
    await remakePayloadFolder(this.#folder);
    const old = await oldPayloadFiles(this.#folder); // first: what is put meanwhile is not among them
    if (old.length === 0) return 0;
    const known = new Set(await this.#redis.hvals(this.#names.payloadFiles));
    const orphans = old.filter((path) => !known.has(path));
    for (const path of orphans) await deletePayloadFile(path);
    if (orphans.length > 0) this.#log.warn({ files: orphans.length }, 'files of payloads that nobody knows swept away');
    return orphans.length;
  }

  async #sweepIfReady(): Promise<void> {
    if (this.#redis.status !== 'ready') return;
    try {
      await this.sweep();
    } catch (error) {
      this.#log.debug({ reason: messageOf(error) }, 'payloads not swept');
    }
  }

  async #sweepChunks(chunkIds: readonly string[]): Promise<number> {
    const { frames, payloadKey, payloadSizes, payloadTotal, payloadFiles } = this.#names;
    const own = chunkIds.flatMap((chunkId) => [payloadKey(chunkId), this.#keys.toKey(frames, chunkId)]);
    const keys = [payloadSizes, payloadTotal, payloadFiles, ...own];
    const told = await this.#redis.eval(SWEEP_PAYLOADS_SCRIPT, keys.length, ...keys, ...chunkIds);
    const [swept, wrongBytes] = told as [number, number];
    if (swept > 0 || wrongBytes !== 0) this.#log.warn({ swept, wrongBytes }, 'payloads without a job swept away');
    return swept;
  }
}
