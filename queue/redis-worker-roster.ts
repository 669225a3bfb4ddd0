import type { Cluster, Redis } from 'ioredis';
import type { WorkerRoster } from '../shared/ports.ts';
import { type ModelRefusal, type WorkerStatus, workerStatusSchema } from '../shared/worker-status.ts';
import type { QueueNames } from './queue-names.ts';
import { withinTime } from './within-time.ts';

/** A worker that has said nothing for so long is taken to be gone. */
const TIME_TO_LIVE_SECONDS = 15;

/** Who ends does not wait longer. */
const WITHDRAWAL_MS = 2_000;

/** Workers in Redis: one key each, which expires, and a set of their ids. */
export class RedisWorkerRoster implements WorkerRoster {
  readonly #names: QueueNames;
  readonly #redis: Redis | Cluster;

  /** @param connection - stays the caller's */
  constructor(names: QueueNames, connection: Redis | Cluster) {
    this.#names = names;
    this.#redis = connection;
  }

  async announce(workerId: string, refusals: readonly ModelRefusal[]): Promise<void> {
    const status: WorkerStatus = { workerId, refusals };
    await this.#redis.set(this.#names.workerKey(workerId), JSON.stringify(status), 'EX', TIME_TO_LIVE_SECONDS);
    await this.#redis.sadd(this.#names.workers, workerId);
  }

  /** Does nothing where Redis is away, silent, or does not take it: what was said expires. */
  async withdraw(workerId: string): Promise<void> {
    if (this.#redis.status !== 'ready') return;
    const { workers } = this.#names;
    const withdrawn = [this.#redis.del(this.#names.workerKey(workerId)), this.#redis.srem(workers, workerId)];
    await withinTime(WITHDRAWAL_MS, Promise.all(withdrawn)).catch(() => undefined);
  }

  async read(): Promise<WorkerStatus[]> {
    const ids = await this.#redis.smembers(this.#names.workers);
    if (ids.length === 0) return [];
    const texts = await this.#redis.mget(ids.map((id) => this.#names.workerKey(id)));
    const gone = ids.filter((_, index) => texts[index] === null);
    if (gone.length > 0) await this.#redis.srem(this.#names.workers, ...gone);
    return texts.flatMap((text) => (text === null ? [] : [workerStatusSchema.parse(JSON.parse(text))]));
  }
}
