import { type ConsumerOptions, ResultsConsumer } from '../../queue/results-consumer.ts';
import type { DiscardedResults } from '../../shared/chunk-result.ts';
import { FramefleetError, messageOf, StoreError } from '../../shared/errors.ts';
import { HOLD_UPS } from '../../shared/hold-ups.ts';
import { OutageLog } from '../../shared/outage-log.ts';
import type { PackedResult } from '../../shared/packed-result.ts';
import type { DuckDbStore } from '../store/duckdb-store.ts';
import type { FollowedRuns } from './followed-runs.ts';
import { ResultBatcher } from './result-batcher.ts';

/** What is waited for when a transaction fails. */
const STORE = 'the store to take results';
const BATCH_LIMITS = { maxChunks: 512, minDelayMs: 5, minIntervalMs: 200, calmIntervalMs: 1000 };

/** The road from the results queue into the store. */
export interface Ingest {
  /** Why the last transaction failed; `null` when it did not. */
  failure(): FramefleetError | null;
  isConnected(): boolean;
  /** What keeps results from coming or from being stored, in words. */
  holdUps(): Promise<readonly string[]>;
  /** Results that were not stored as they came. */
  discarded(): DiscardedResults;
  /** Says that somebody follows a run: what comes is stored soon, and the last of the run at once. */
  hurry(runId: string): void;
  /** Takes no more, waits for the transaction under way. */
  close(): Promise<void>;
}

export function startIngest(
  store: Pick<DuckDbStore, 'storePacked' | 'ledger'>,
  followed: FollowedRuns,
  options: ConsumerOptions,
): Ingest {
  const { logger } = options;
  const outages = new OutageLog(logger);
  let failure: FramefleetError | null = null;
  const batcher = new ResultBatcher(async (results: readonly PackedResult[]) => {
    try {
      const outcomes = await store.storePacked(results);
      failure = null;
      outages.over(STORE);
      return outcomes;
    } catch (error) {
      failure =
        error instanceof FramefleetError
          ? error
          : new StoreError('STORE_UNWRITABLE', messageOf(error), { cause: error });
      outages.met(STORE, failure);
      throw failure;
    }
  }, BATCH_LIMITS);
  const consumer = new ResultsConsumer(async (result) => {
    if (result.frames.some(({ capturedAt }) => capturedAt !== null)) batcher.hurry(); // what a camera saw is wanted while it is new
    const stored = batcher.add(result);
    if (followed.came(result.runId, result.frameCount)) batcher.urge();
    return stored;
  }, options);
  const expectRest = async (runId: string): Promise<void> => {
    try {
      const { sampledFrames, storedFrames, failedFrames, droppedFrames } = await store.ledger.read(runId);
      const left = (sampledFrames ?? Infinity) - storedFrames - failedFrames - droppedFrames;
      const came = batcher.unwritten.filter((result) => result.runId === runId);
      followed.expect(runId, left - framesOf(came));
      if (followed.came(runId, 0)) batcher.urge();
    } catch (error) {
      logger.debug({ err: error }, 'what is left of a run cannot be told'); // what fails in the store is told as such
    }
  };
  return {
    failure: () => failure,
    isConnected: () => consumer.isConnected,
    async holdUps() {
      const storing = failure && HOLD_UPS.storeFailing(failure.message);
      return [...(storing === null ? [] : [storing]), ...(await consumer.holdUps())];
    },
    discarded: () => consumer.discarded,
    hurry(runId) {
      batcher.hurry();
      void expectRest(runId);
    },
    close() {
      batcher.hurry();
      return consumer.close();
    },
  };
}

function framesOf(results: readonly PackedResult[]): number {
  return results.reduce((frames, { frameCount }) => frames + frameCount, 0);
}
