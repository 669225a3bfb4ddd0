import { type ChunkOutcome, failedFramesOf, type StoreOutcome } from '../../shared/chunk-result.ts';
import { isWithin, type RunExtent } from './run-extent.ts';

/** What the store holds of the chunks of a batch. */
export interface KnownChunks {
  readonly runs: ReadonlyMap<string, RunExtent>;
  /** By `ledgerKeyOf`, of each chunk of the ledger: frames that failed or were dropped; 0 for one that is stored whole. */
  readonly lackingFrames: ReadonlyMap<string, number>;
}

export interface DedupedBatch<Result> {
  /** Results to write, each chunk at most once. */
  readonly write: readonly Result[];
  /** Those of `write` whose ledger row is there already and gives way. */
  readonly replace: readonly Result[];
  /** One for each result, in order. */
  readonly outcomes: readonly StoreOutcome[];
}

/**
 * Decides which results of a batch change the store, so that delivery at least once has its effect exactly once: a chunk gives
 * way to a result only that lacks fewer of its frames, so that a stored one is final; this also within the batch. What belongs
 * to another generation of its run, or to no frame of it, changes nothing.
 */
export function dedupeBatch<Result extends ChunkOutcome>(
  results: readonly Result[],
  known: KnownChunks,
): DedupedBatch<Result> {
  const accepted = new Map<string, Result>();
  const outcomes = results.map((result): StoreOutcome => {
    const run = known.runs.get(result.runId);
    if (!run) return 'unknown-run';
    if (result.generation !== run.generation) return 'stale';
    if (!isWithin(run, result)) return 'refused';
    const key = ledgerKeyOf(result);
    const before = accepted.get(key);
    const lacking = before ? failedFramesOf(before) : known.lackingFrames.get(key);
    if (lacking !== undefined && failedFramesOf(result) >= lacking) return 'skipped';
    accepted.set(key, result);
    return 'stored';
  });
  const write = [...accepted.values()];
  return { write, replace: write.filter((result) => known.lackingFrames.has(ledgerKeyOf(result))), outcomes };
}

/** What the ledger knows a chunk by. */
export function ledgerKeyOf({ runId, chunkIndex }: { runId: string; chunkIndex: number }): string {
  return `${chunkIndex} ${runId}`;
}
