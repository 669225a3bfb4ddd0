import assert from 'node:assert/strict';
import { type BatchLimits, ResultBatcher } from '../../../results/ingest/result-batcher.ts';
import type { ChunkResult, StoreOutcome } from '../../../shared/chunk-result.ts';
import { sampleResult } from '../fixtures/samples.ts';

/** A store that commits when it is told to. */
class SteppedStore {
  /** Chunk indexes of each batch that was begun. */
  readonly batches: number[][] = [];
  #steps: { resolve(outcomes: StoreOutcome[]): void; reject(error: Error): void }[] = [];
  #onBatch: (() => void) | null = null;

  readonly commit = (results: readonly ChunkResult[]): Promise<StoreOutcome[]> => {
    this.batches.push(results.map(({ chunkIndex }) => chunkIndex));
    this.#onBatch?.();
    return new Promise((resolve, reject) => this.#steps.push({ resolve, reject }));
  };

  /** Settles when so many batches were begun. */
  async begun(count: number): Promise<void> {
    while (this.batches.length < count) {
      await new Promise<void>((resolve) => {
        this.#onBatch = resolve;
      });
    }
  }

  finish(outcome: StoreOutcome | Error): void {
    const step = this.#steps.shift()!;
    if (outcome instanceof Error) step.reject(outcome);
    else step.resolve(this.batches.at(-1)!.map(() => outcome));
  }
}

const atOnce: BatchLimits = { maxChunks: 4, minDelayMs: 1, minIntervalMs: 0, calmIntervalMs: 0 };
const indexes = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

describe('The batcher of results', () => {
  it('gathers what comes while a transaction is written into the next one', async () => {
    const store = new SteppedStore();
    const batcher = new ResultBatcher(store.commit, { ...atOnce, maxChunks: 100 });
    const first = batcher.add(sampleResult(0));
    await store.begun(1);
    const others = indexes(1, 20).map((index) => batcher.add(sampleResult(index)));
    assert.deepEqual(store.batches, [[0]]);
    store.finish('stored');
    assert.equal(await first, 'stored');
    await store.begun(2);
    store.finish('skipped');
    assert.deepEqual(
      await Promise.all(others),
      indexes(1, 20).map(() => 'skipped'),
    );
    assert.deepEqual(store.batches, [[0], indexes(1, 20)]);
  });

  it('writes as soon as a batch is full, and no more in one', async () => {
    const store = new SteppedStore();
    const batcher = new ResultBatcher(store.commit, { ...atOnce, minDelayMs: 3_600_000 });
    const added = indexes(0, 9).map((index) => batcher.add(sampleResult(index)));
    for (const batch of [1, 2]) {
      await store.begun(batch);
      store.finish('stored');
    }
    await Promise.all(added.slice(0, 8));
    assert.deepEqual(store.batches, [indexes(0, 4), indexes(4, 4)]);
    // the ninth waits for others; three more fill its batch
    const more = indexes(9, 3).map((index) => batcher.add(sampleResult(index)));
    await store.begun(3);
    store.finish('stored');
    await Promise.all([...added, ...more]);
    assert.deepEqual(store.batches.at(-1), indexes(8, 4));
  });

  it('leaves time between the starts of two transactions', async () => {
    const starts: number[] = [];
    const batcher = new ResultBatcher(
      async (results) => {
        starts.push(performance.now());
        return results.map(() => 'stored');
      },
      { maxChunks: 100, minDelayMs: 1, minIntervalMs: 150, calmIntervalMs: 150 },
    );
    for (const index of indexes(0, 3)) await batcher.add(sampleResult(index));
    const gaps = starts.slice(1).map((start, index) => start - starts[index]!);
    assert.ok(
      gaps.every((gap) => gap > 140),
      gaps.join(),
    );
  });

  it('gathers for long while nobody waits, and writes once somebody does', async () => {
    const store = new SteppedStore();
    const batcher = new ResultBatcher(store.commit, { ...atOnce, maxChunks: 100, calmIntervalMs: 3_600_000 });
    const first = batcher.add(sampleResult(0));
    await store.begun(1);
    store.finish('stored');
    await first;
    const others = indexes(1, 2).map((index) => batcher.add(sampleResult(index)));
    batcher.hurry();
    await store.begun(2);
    store.finish('stored');
    await Promise.all(others);
    // said before anything has come, it holds for what comes next
    batcher.hurry();
    const last = batcher.add(sampleResult(3));
    await store.begun(3);
    store.finish('stored');
    await last;
    assert.deepEqual(store.batches, [[0], [1, 2], [3]]);
  });

  it('writes at once what is all that is waited for', async () => {
    const store = new SteppedStore();
    const late = { ...atOnce, minDelayMs: 3_600_000, minIntervalMs: 3_600_000, calmIntervalMs: 3_600_000 };
    const batcher = new ResultBatcher(store.commit, { ...late, maxChunks: 3 });
    const first = indexes(0, 2).map((index) => batcher.add(sampleResult(index)));
    batcher.urge();
    await store.begun(1);
    // said while a transaction is written, it holds for the next
    const second = batcher.add(sampleResult(2));
    assert.deepEqual(
      batcher.unwritten,
      indexes(0, 3).map((index) => sampleResult(index)),
    );
    batcher.urge();
    store.finish('stored');
    await store.begun(2);
    assert.deepEqual(batcher.unwritten, [sampleResult(2)]);
    store.finish('stored');
    await Promise.all([...first, second]);
    assert.deepEqual(store.batches, [[0, 1], [2]]);
  });

  it('writes what a full batch has left without waiting for others', async () => {
    const store = new SteppedStore();
    const batcher = new ResultBatcher(store.commit, { ...atOnce, calmIntervalMs: 3_600_000 });
    const added = indexes(0, 5).map((index) => batcher.add(sampleResult(index)));
    for (const batch of [1, 2]) {
      await store.begun(batch);
      store.finish('stored');
    }
    await Promise.all(added);
    assert.deepEqual(store.batches, [indexes(0, 4), [4]]);
  });

  it('tells all of a batch why it was not written, and writes the next one', async () => {
    const store = new SteppedStore();
    const batcher = new ResultBatcher(store.commit, atOnce);
    const failing = indexes(0, 2).map((index) => batcher.add(sampleResult(index)));
    await store.begun(1);
    const full = new Error('no space left');
    store.finish(full);
    assert.deepEqual(
      (await Promise.allSettled(failing)).map((one) => one.status === 'rejected' && one.reason),
      [full, full],
    );
    const again = batcher.add(sampleResult(0));
    await store.begun(2);
    store.finish('stored');
    assert.equal(await again, 'stored');
  });

  it('gives each result its own outcome', async () => {
    const outcomes: StoreOutcome[] = ['stored', 'stale', 'refused', 'unknown-run'];
    const batcher = new ResultBatcher(async () => outcomes, atOnce);
    const added = indexes(0, 4).map((index) => batcher.add(sampleResult(index)));
    assert.deepEqual(await Promise.all(added), outcomes);
  });
});
