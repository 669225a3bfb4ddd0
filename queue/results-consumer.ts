import { DelayedError, type Job, UnrecoverableError, Worker } from 'bullmq';
import type { ChunkResult, StoreOutcome } from '../shared/chunk-result.ts';
import { messageOf } from '../shared/errors.ts';
import type { Logger } from '../shared/logging.ts';
import { parseChunkResult } from './parse-chunk-result.ts';
import type { QueueNames } from './queue-names.ts';
import { createRedis, type RedisAddress } from './redis-connection.ts';

/** Enough jobs in work to fill a transaction while another is written. */
const CONCURRENCY = 512;
const RETRY_DELAY_MS = 1000;
const KEPT_INVALID = 1000;
/** A result is handed out again after every crash: a crash is never its fault, invalid ones are refused before. */
const ANY_NUMBER_OF_TIMES = 1_000_000;

export interface ConsumerOptions {
  readonly redis: RedisAddress;
  readonly names: QueueNames;
  readonly logger: Logger;
  /** Time after which the results that a crashed service held are handed out again. */
  readonly lockDurationMs: number;
}

/** Takes results off the queue; a result leaves it only when `store` says what became of it. */
export class ResultsConsumer {
  readonly #worker: Worker;
  readonly #connection: ReturnType<typeof createRedis>;
  readonly #logger: Logger;
  readonly #store: (result: ChunkResult) => Promise<StoreOutcome>;

  constructor(store: (result: ChunkResult) => Promise<StoreOutcome>, options: ConsumerOptions) {
    const { redis, names, logger, lockDurationMs } = options;
    this.#store = store;
    this.#logger = logger;
    this.#connection = createRedis(redis);
    this.#connection.on('error', (error) => logger.warn({ err: error }, 'Redis does not answer; trying again'));
    this.#worker = new Worker(names.results, (job, token) => this.#take(job, token), {
      connection: this.#connection,
      prefix: names.prefix,
      concurrency: CONCURRENCY,
      lockDuration: lockDurationMs,
      stalledInterval: lockDurationMs,
      maxStalledCount: ANY_NUMBER_OF_TIMES,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: KEPT_INVALID },
    });
    this.#worker.on('error', (error) => logger.warn({ err: error }, 'results queue'));
    this.#worker.on('failed', (job, error) => logger.error({ chunkId: job?.id, err: error }, 'result refused'));
  }

  get isConnected(): boolean {
    return this.#connection.status === 'ready';
  }

  /** Takes no more, waits for the transactions under way. */
  async close(): Promise<void> {
    // a Redis that is gone would keep BullMQ's own close waiting; what was in work is handed out again later
    await this.#worker.close(!this.isConnected);
    this.#connection.disconnect();
  }

  async #take(job: Job, token: string | undefined): Promise<void> {
    const result = parseOrRefuse(job);
    const { chunkId, runId } = result;
    let outcome: StoreOutcome;
    try {
      outcome = await this.#store(result);
    } catch (error) {
      // moved, not failed: the number of attempts that its sender set is not for the store's troubles
      await job.moveToDelayed(Date.now() + RETRY_DELAY_MS, token);
      throw new DelayedError(messageOf(error));
    }
    if (outcome === 'unknown-run')
      this.#logger.warn({ runId, chunkId }, 'result of a run that the store does not know');
  }
}

function parseOrRefuse(job: Job): ChunkResult {
  try {
    return parseChunkResult(job.data);
  } catch (error) {
    throw new UnrecoverableError(messageOf(error));
  }
}
