import { type ConsumerOptions, ResultsConsumer } from '../../queue/results-consumer.ts';
import type { ChunkResult, DiscardedResults } from '../../shared/chunk-result.ts';
import { FramefleetError, messageOf, StoreError } from '../../shared/errors.ts';
import type { DetectionStore } from '../../shared/ports.ts';
import { ResultBatcher } from './result-batcher.ts';

const BATCH_LIMITS = { maxChunks: 256, minDelayMs: 5, minIntervalMs: 200 };

/** The road from the results queue into the store. */
export interface Ingest {
  /** Why the last transaction failed; `null` when it did not. */
  failure(): FramefleetError | null;
  isConnected(): boolean;
  /** Results that were not stored as they came. */
  discarded(): DiscardedResults;
  /** Takes no more, waits for the transaction under way. */
  close(): Promise<void>;
}

export function startIngest(store: Pick<DetectionStore, 'storeChunks'>, options: ConsumerOptions): Ingest {
  const { logger } = options;
  let failure: FramefleetError | null = null;
  const batcher = new ResultBatcher(async (results: readonly ChunkResult[]) => {
    try {
      const outcomes = await store.storeChunks(results);
      if (failure) logger.info('the store can be written again');
      failure = null;
      return outcomes;
    } catch (error) {
      failure =
        error instanceof FramefleetError
          ? error
          : new StoreError('STORE_UNWRITABLE', messageOf(error), { cause: error });
      logger.error({ code: failure.code, chunks: results.length, err: failure }, 'results not stored; trying again');
      throw failure;
    }
  }, BATCH_LIMITS);
  const consumer = new ResultsConsumer((result) => batcher.add(result), options);
  return {
    failure: () => failure,
    isConnected: () => consumer.isConnected,
    discarded: () => consumer.discarded,
    close: () => consumer.close(),
  };
}
