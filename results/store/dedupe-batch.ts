import type { ChunkResult, StoreOutcome } from '../../shared/chunk-result.ts';

export type ChunkState = 'stored' | 'failed' | 'dropped';

/** What the store holds of the chunks of a batch. */
export interface KnownChunks {
  readonly runIds: ReadonlySet<string>;
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
 * chunk is final, a failed or dropped one gives way to a stored one only; this also within the batch.
 */
export function dedupeBatch(results: readonly ChunkResult[], known: KnownChunks): DedupedBatch {
  const accepted = new Map<string, ChunkResult>();
  const outcomes = results.map((result): StoreOutcome => {
    if (!known.runIds.has(result.runId)) return 'unknown-run';
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
