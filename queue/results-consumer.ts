import type { Job } from 'bullmq';
import type { DiscardedResults, StoreOutcome } from '../shared/chunk-result.ts';
import { messageOf } from '../shared/errors.ts';
import { HOLD_UPS } from '../shared/hold-ups.ts';
import type { Logger } from '../shared/logging.ts';
import { OutageLog } from '../shared/outage-log.ts';
import type { PackedResult } from '../shared/packed-result.ts';
import { holdUpsOfAny } from '../shared/worker-status.ts';
import { LenientWorker } from './lenient-worker.ts';
import { PayloadJanitor } from './payload-janitor.ts';
import type { QueueNames } from './queue-names.ts';
import { readChunkResult } from './read-chunk-result.ts';
import type { RedisAddress } from './redis-address.ts';
import { createRedis } from './redis-connection.ts';
import { RedisWatch } from './redis-watch.ts';
import { RedisWorkerRoster } from './redis-worker-roster.ts';
import { tryToWrite } from './trial-write.ts';
import { withinTime } from './within-time.ts';

/** Enough jobs in work to fill a transaction while another is written. */
const CONCURRENCY = 1024;
const RETRY_DELAY_MS = 1000;
const HEALTH_PATIENCE_MS = 1000;
/** A result is handed out again after every crash: a crash is never its fault, invalid ones are refused before. */
const ANY_NUMBER_OF_TIMES = 1_000_000;
/** Until a result is offered again that came before one which it needs: a part of its age, so that little is done for what waits long. */
const EARLY_PART = 1 / 4;
const [SHORTEST_EARLY_MS, LONGEST_EARLY_MS] = [200, 30_000];

export interface ConsumerOptions {
  readonly redis: RedisAddress;
  readonly names: QueueNames;
  readonly logger: Logger;
  /** Time after which the results that a crashed service held are handed out again. */
  readonly lockDurationMs: number;
  /** Where payloads of this Redis lie as files; `null`: nowhere. */
  readonly payloadFolder: string | null;
}

const COUNTED_AS = { stale: 'stale', refused: 'refused', 'unknown-run': 'unknownRun' } as const;

/** A result that waits for its transaction. */
interface Taken {
  readonly runId: string;
  readonly chunkId: string;
  readonly isRefused: boolean;
  readonly outcome: Promise<StoreOutcome>;
}

/** Takes results off the queue; a result leaves it only when `store` says what became of it. None stays there for good. */
export class ResultsConsumer {
  readonly #worker: LenientWorker<unknown>;
  readonly #janitor: PayloadJanitor;
  readonly #connection: ReturnType<typeof createRedis>;
  readonly #watch: RedisWatch;
  readonly #logger: Logger;
  readonly #names: QueueNames;
  #lastError: unknown = null;
  readonly #store: (result: PackedResult) => Promise<StoreOutcome>;
  readonly #discarded = { stale: 0, refused: 0, unknownRun: 0, invalid: 0, unreadable: 0 };

  constructor(store: (result: PackedResult) => Promise<StoreOutcome>, options: ConsumerOptions) {
    const { redis, names, logger, lockDurationMs, payloadFolder } = options;
    this.#store = store;
    this.#logger = logger;
    this.#names = names;
    this.#connection = createRedis(redis);
    const outages = new OutageLog(logger);
    this.#connection.on('error', (error) => {
      this.#lastError = error;
    });
    this.#watch = new RedisWatch(this.#connection, outages);
    this.#janitor = new PayloadJanitor(this.#connection, names, logger, payloadFolder);
    const work = {
      connection: this.#connection,
      prefix: names.prefix,
      concurrency: CONCURRENCY,
      lockDuration: lockDurationMs,
      stalledInterval: lockDurationMs,
      maxStalledCount: ANY_NUMBER_OF_TIMES,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    };
    const logs = { log: logger, outages };
    this.#worker = new LenientWorker(names.results, (job, token) => this.#take(job, token), work, logs);
    this.#worker.on('failed', (job, error) => logger.error({ chunkId: job?.id, err: error }, 'result lost'));
  }

  /** What keeps results from coming, in words; empty where nothing does. */
  async holdUps(): Promise<string[]> {
    if (!this.isConnected) return [HOLD_UPS.redisGone(messageOf(this.#lastError ?? 'not connected'))];
    try {
      return await withinTime(HEALTH_PATIENCE_MS, this.#look());
    } catch (error) {
      return [HOLD_UPS.redisGone(messageOf(error))];
    }
  }

  get isConnected(): boolean {
    return this.#connection.status === 'ready';
  }

  get discarded(): DiscardedResults {
    return { ...this.#discarded };
  }

  /** Takes no more, waits for the transactions under way. */
  async close(): Promise<void> {
    this.#janitor.close();
    this.#watch.close();
    // a Redis that is gone or silent would keep BullMQ's own close waiting; what was in work is handed out again later
    if (this.#watch.isSilent) this.#connection.disconnect();
    await this.#worker.close(!this.isConnected);
    this.#connection.disconnect();
  }

  async #look(): Promise<string[]> {
    // while it is full, workers cannot say that they live
    if (!(await tryToWrite(this.#connection, this.#names))) return [HOLD_UPS.redisFull()];
    return holdUpsOfAny(await new RedisWorkerRoster(this.#names, this.#connection).read());
  }

  async #take(job: Job<unknown>, token: string | undefined): Promise<void> {
    const taken = this.#handOver(job);
    if (taken === null) return;
    let outcome: StoreOutcome;
    try {
      outcome = await taken.outcome;
    } catch {
      // put off, not failed: the number of attempts that its sender set is not for the store's troubles, which `store` tells of
      return this.#worker.putOff(job, RETRY_DELAY_MS, token);
    }
    // its source is still with a worker, or is sent again by its producer; stored without it, it would hold nothing
    if (outcome === 'early') return this.#worker.putOff(job, earlyDelayMs(job), token);
    if (taken.isRefused) this.#discarded.invalid++;
    if (outcome === 'stored' || outcome === 'skipped') return;
    this.#discarded[COUNTED_AS[outcome]]++;
    this.#logger.warn({ runId: taken.runId, chunkId: taken.chunkId, outcome }, 'result discarded');
  }

  /**
   * Reads a job and begins to store it; `null` where there is nothing to store. What it said is forgotten here: hundreds of jobs wait
   * for their transaction, and the garbage collector would go through all that is in them again and again.
   */
  #handOver(job: Job<unknown>): Taken | null {
    const { result, refusal } = readChunkResult(job.data);
    job.data = null;
    if (refusal !== null) this.#logger.error({ chunkId: job.id, reason: refusal }, 'result refused');
    if (result === null) {
      this.#discarded.unreadable++;
      return null;
    }
    const { runId, chunkId } = result;
    return { runId, chunkId, isRefused: refusal !== null, outcome: this.#store(result) };
  }
}

function earlyDelayMs({ timestamp }: Job<unknown>): number {
  return Math.min(LONGEST_EARLY_MS, Math.max(SHORTEST_EARLY_MS, (Date.now() - timestamp) * EARLY_PART));
}
