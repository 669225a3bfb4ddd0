import type { ChunkResult, StoreOutcome } from '../../shared/chunk-result.ts';
import { isWithin, type RunExtent } from './run-extent.ts';

export type ChunkState = 'stored' | 'failed' | 'dropped';

/** What the store holds of the chunks of a batch. */
export interface KnownChunks {
  readonly runs: ReadonlyMap<string, RunExtent>;
  /** State by `ledgerKeyOf`. */
  readonly states: ReadonlyMap<string, ChunkState>;
}

export interface DedupedBatch {
  /** Results to write, each chunk at most once. */
  readonly write: readonly ChunkResult[];
  /** Those of `write` whose ledger row is there already and gives way. */
  readonly replace: readonly ChunkResult[];
  /** One for each result, in order. */
  readonly outcomes: readonly StoreOutcome[];
}

/**
 * Decides which results of a batch change the store, so that delivery at least once has its effect exactly once: a stored
 * chunk is final, a failed or dropped one gives way to a stored one only; this also within the batch. What belongs to another
 * generation of its run, or to no frame of it, changes nothing.
 */
export function dedupeBatch(results: readonly ChunkResult[], known: KnownChunks): DedupedBatch {
  const accepted = new Map<string, ChunkResult>();
  const outcomes = results.map((result): StoreOutcome => {
    const run = known.runs.get(result.runId);
    if (!run) return 'unknown-run';
    if (result.generation !== run.generation) return 'stale';
    if (!isWithin(run, result)) return 'refused';
    const key = ledgerKeyOf(result);
    const state = accepted.get(key)?.state ?? known.states.get(key);
    if (state === 'stored' || (state !== undefined && result.state !== 'stored')) return 'skipped';
    accepted.set(key, result);
    return 'stored';
  });
  const write = [...accepted.values()];
  return { write, replace: write.filter((result) => known.states.has(ledgerKeyOf(result))), outcomes };
}

/** What the ledger knows a chunk by. */
export function ledgerKeyOf({ runId, chunkIndex }: { runId: string; chunkIndex: number }): string {
  return `${chunkIndex} ${runId}`;
}
