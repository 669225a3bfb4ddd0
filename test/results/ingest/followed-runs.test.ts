import assert from 'node:assert/strict';
import { FollowedRuns } from '../../../results/ingest/followed-runs.ts';

describe('runs that are followed', () => {
  it('are those that are asked about again within 0.8 s, each by itself', () => {
    const followed = new FollowedRuns();
    assert.equal(followed.ask('r1', 1000), false);
    assert.equal(followed.ask('r2', 1100), false);
    assert.equal(followed.ask('r1', 1400), true);
    assert.equal(followed.ask('r1', 2400), false);
    assert.equal(followed.ask('r1', 2500), true);
    assert.equal(followed.ask('r2', 2500), false);
    assert.deepEqual([followed.has('r1', 3200), followed.has('r1', 3300)], [true, false]);
    assert.deepEqual([followed.has('r2', 2600), followed.has('r3', 2600)], [false, false]);
  });
});
