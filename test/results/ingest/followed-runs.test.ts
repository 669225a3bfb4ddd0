import assert from 'node:assert/strict';
import { FollowedRuns } from '../../../results/ingest/followed-runs.ts';

describe('runs that are followed', () => {
  it('are those that are asked about again within 0.8 s, each by itself', () => {
    const followed = new FollowedRuns();
    assert.equal(followed.ask('r1', 'record', 1000), false);
    assert.equal(followed.ask('r2', 'record', 1100), false);
    assert.equal(followed.ask('r1', 'record', 1400), true);
    assert.equal(followed.ask('r1', 'record', 2400), false);
    assert.equal(followed.ask('r1', 'record', 2500), true);
    assert.equal(followed.ask('r2', 'record', 2500), false);
  });

  it('are not those of which different things are asked', () => {
    const followed = new FollowedRuns();
    for (let at = 1000; at < 10_000; at += 1000) {
      assert.equal(followed.ask('r1', 'record', at), false);
      assert.equal(followed.ask('r1', 'spans', at + 500), false);
    }
    assert.equal(followed.ask('r1', 'spans', 9600), true);
  });

  it('have had their last frames when all came that were yet to come', () => {
    const followed = new FollowedRuns();
    assert.equal(followed.came('r1', 8, 900), false);
    followed.ask('r1', 'record', 1000);
    assert.equal(followed.came('r1', 8, 1050), false, 'it is not known how many are to come');
    followed.expect('r1', 20);
    assert.deepEqual([followed.came('r1', 12, 1100), followed.came('r1', 8, 1200)], [false, false], 'nobody waits');
    followed.ask('r1', 'record', 1300);
    followed.expect('r1', 20);
    assert.deepEqual([followed.came('r1', 12, 1400), followed.came('r1', 8, 1500)], [false, true]);
    followed.ask('r1', 'record', 1600);
    followed.expect('r1', 8);
    assert.equal(followed.came('r1', 8, 2400), false, 'who waited asks no longer');
  });
});
