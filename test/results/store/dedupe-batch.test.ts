import assert from 'node:assert/strict';
import { dedupeBatch, ledgerKeyOf } from '../../../results/store/dedupe-batch.ts';
import type { RunExtent } from '../../../results/store/run-extent.ts';
import { failedResult, partlyFailedResult, sampleResult } from '../fixtures/samples.ts';

const run: RunExtent = { generation: 1, chunkFrames: 4, sampledFrames: null, isCamera: false };
const stored = sampleResult(7);
const failed = failedResult(7);
const oneFailed = partlyFailedResult(7, [2]);
const twoFailed = partlyFailedResult(7, [0, 2]);

describe('What a batch changes in the store', () => {
  // a chunk has four frames; `lacking`: how many of them the ledger holds as failed or dropped, `null` for a chunk that it lacks
  for (const [name, lacking, batch, outcomes, written, replaced] of [
    ['writes what is new', null, [stored], ['stored'], [stored], 0],
    ['skips what is stored', 0, [stored], ['skipped'], [], 0],
    ['skips a failure of what is stored', 0, [failed], ['skipped'], [], 0],
    ['keeps the first failure', 4, [failed], ['skipped'], [], 0],
    ['lets a stored result replace a failed or dropped one', 4, [stored], ['stored'], [stored], 1],
    ['lets a result replace one that lacks more frames', 2, [oneFailed], ['stored'], [oneFailed], 1],
    ['skips a result that lacks as many frames', 1, [oneFailed], ['skipped'], [], 0],
    ['skips a result that lacks more frames', 1, [twoFailed, failed], ['skipped', 'skipped'], [], 0],
    ['writes a chunk once that comes twice', null, [stored, stored], ['stored', 'skipped'], [stored], 0],
    ['takes the better of two in a batch', null, [failed, oneFailed], ['stored', 'stored'], [oneFailed], 0],
    ['keeps the better of two in a batch', null, [stored, failed], ['stored', 'skipped'], [stored], 0],
    ['replaces once', 4, [stored, stored], ['stored', 'skipped'], [stored], 1],
  ] as const) {
    it(name, () => {
      const lackingFrames = new Map(lacking === null ? [] : [[ledgerKeyOf(stored), lacking]]);
      const plan = dedupeBatch(batch, { runs: new Map([['r1', run]]), lackingFrames });
      assert.deepEqual(plan.outcomes, outcomes);
      assert.deepEqual(plan.write, written);
      assert.equal(plan.replace.length, replaced);
    });
  }

  it('refuses results of unknown runs, and takes the others of the batch', () => {
    const plan = dedupeBatch([sampleResult(0, { runId: 'ghost' }), stored], {
      runs: new Map([['r1', run]]),
      lackingFrames: new Map(),
    });
    assert.deepEqual(plan.outcomes, ['unknown-run', 'stored']);
    assert.deepEqual(plan.write, [stored]);
  });

  it('takes nothing of another generation, before or after the open one, nor beyond the extent', () => {
    const batch = [sampleResult(7, { generation: 2 }), failedResult(7), sampleResult(7, { frameCount: 5 })];
    const reopened = { ...run, generation: 3 };
    const stale = dedupeBatch([...batch, sampleResult(7, { generation: 4 })], {
      runs: new Map([['r1', reopened]]),
      lackingFrames: new Map(),
    });
    assert.deepEqual(stale.outcomes, ['stale', 'stale', 'stale', 'stale']);
    const beyond = dedupeBatch([sampleResult(7, { frameCount: 5 })], {
      runs: new Map([['r1', run]]),
      lackingFrames: new Map(),
    });
    assert.deepEqual([stale.write, beyond.write, beyond.outcomes], [[], [], ['refused']]);
  });
});
