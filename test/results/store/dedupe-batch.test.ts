import assert from 'node:assert/strict';
import { type ChunkState, dedupeBatch, ledgerKeyOf } from '../../../results/store/dedupe-batch.ts';
import type { RunExtent } from '../../../results/store/run-extent.ts';
import { failedResult, sampleResult } from '../fixtures/samples.ts';

const run: RunExtent = { generation: 1, chunkFrames: 4, sampledFrames: null, isCamera: false };
const stored = sampleResult(7);
const failed = failedResult(7);

describe('What a batch changes in the store', () => {
  for (const [name, state, batch, outcomes, written, replaced] of [
    ['writes what is new', null, [stored], ['stored'], ['stored'], 0],
    ['skips what is stored', 'stored', [stored], ['skipped'], [], 0],
    ['skips a failure of what is stored', 'stored', [failed], ['skipped'], [], 0],
    ['keeps the first failure', 'failed', [failed], ['skipped'], [], 0],
    ['lets a stored result replace a failed one', 'failed', [stored], ['stored'], ['stored'], 1],
    ['lets a stored result replace a dropped chunk', 'dropped', [stored], ['stored'], ['stored'], 1],
    ['skips a failure of a dropped chunk', 'dropped', [failed], ['skipped'], [], 0],
    ['writes a chunk once that comes twice', null, [stored, stored], ['stored', 'skipped'], ['stored'], 0],
    ['takes the better of two in a batch', null, [failed, stored], ['stored', 'stored'], ['stored'], 0],
    ['keeps the better of two in a batch', null, [stored, failed], ['stored', 'skipped'], ['stored'], 0],
    ['replaces once', 'failed', [stored, stored], ['stored', 'skipped'], ['stored'], 1],
  ] as const) {
    it(name, () => {
      const states = new Map<string, ChunkState>(state === null ? [] : [[ledgerKeyOf(stored), state]]);
      const plan = dedupeBatch(batch, { runs: new Map([['r1', run]]), states });
      assert.deepEqual(plan.outcomes, outcomes);
      assert.deepEqual(
        plan.write.map((result) => result.state),
        written,
      );
      assert.equal(plan.replace.length, replaced);
    });
  }

  it('refuses results of unknown runs, and takes the others of the batch', () => {
    const plan = dedupeBatch([sampleResult(0, { runId: 'ghost' }), stored], {
      runs: new Map([['r1', run]]),
      states: new Map(),
    });
    assert.deepEqual(plan.outcomes, ['unknown-run', 'stored']);
    assert.deepEqual(plan.write, [stored]);
  });

  it('takes nothing of another generation, before or after the open one, nor beyond the extent', () => {
    const batch = [sampleResult(7, { generation: 2 }), failedResult(7), sampleResult(7, { frameCount: 5 })];
    const reopened = { ...run, generation: 3 };
    const stale = dedupeBatch([...batch, sampleResult(7, { generation: 4 })], {
      runs: new Map([['r1', reopened]]),
      states: new Map(),
    });
    assert.deepEqual(stale.outcomes, ['stale', 'stale', 'stale', 'stale']);
    const beyond = dedupeBatch([sampleResult(7, { frameCount: 5 })], {
      runs: new Map([['r1', run]]),
      states: new Map(),
    });
    assert.deepEqual([stale.write, beyond.write, beyond.outcomes], [[], [], ['refused']]);
  });
});
