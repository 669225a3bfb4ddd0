import assert from 'node:assert/strict';
import { missedInBins, type PlacedRun } from '../../../../results/query/timeline/missed.ts';

const BINS = { fromMs: 0, binMs: 1000, count: 4 };
const run = (changes: Partial<PlacedRun> = {}): PlacedRun => ({
  ...{ runId: 'r1', beginSeconds: 0, endSeconds: 4, zeroMs: 0 },
  windows: [{ fromMs: -Infinity, toMs: Infinity }],
  ...changes,
});
const row = (state: string, from: number | null, to: number | null, runId = 'r1') => ({
  ...{ runId, videoId: 'v1', state, from, to, frames: null },
});

describe('what was not looked at, in bins', () => {
  it('is told by why, in seconds of each bin', () => {
    const coverage = [row('looked', 0, 0.5), row('failed', 0.5, 2.25), row('looked', 2.25, 3), row('missing', 3, null)];
    assert.deepEqual(missedInBins(BINS, [run()], coverage), [
      { state: 'failed', seconds: [0.5, 1, 0.25, 0] },
      { state: 'missing', seconds: [0, 0, 0, 1] },
    ]);
  });

  it('lies where the run lies, adds up over runs, and ends with the material and with what is asked about', () => {
    const coverage = [row('failed', null, null), row('failed', 0, 1, 'r2'), row('failed', 0, 1, 'other')];
    const runs = [
      run({ zeroMs: 1000, endSeconds: 9, windows: [{ fromMs: 0, toMs: 2500 }] }),
      run({ runId: 'r2', zeroMs: 1000 }),
    ];
    assert.deepEqual(missedInBins(BINS, runs, coverage), [{ state: 'failed', seconds: [0, 2, 0.5, 0] }]);
  });

  it('is nothing where all was looked at, or where it lies elsewhere', () => {
    assert.deepEqual(missedInBins(BINS, [run()], [row('looked', 0, 4)]), []);
    assert.deepEqual(missedInBins(BINS, [run({ zeroMs: 90_000 })], [row('failed', 0, 4)]), []);
  });
});
