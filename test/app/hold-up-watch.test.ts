import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { HoldUpWatch } from '../../app/hold-up-watch.ts';
import { until } from '../fixtures/processes.ts';

describe('A watch over what holds work up', () => {
  let redis: string | null;
  let service: string | null;
  let told: (string | null)[];
  let watch: HoldUpWatch;
  beforeEach(() => {
    [redis, service, told] = [null, null, []];
    watch = new HoldUpWatch([async () => redis, async () => service], (holdUp) => told.push(holdUp), 60);
  });
  afterEach(() => watch.close());

  it('tells what has lasted, once, whatever its details; what it becomes; and when it is over', async () => {
    service = 'no service (try 1)';
    await until('it is told', () => told.length === 1);
    service = 'no service (try 2)';
    await sleep(150);
    redis = 'no Redis';
    await until('another is told', () => told.length === 2);
    redis = service = null;
    await until('it is over', () => told.length === 3);
    await sleep(100);
    assert.deepEqual(told, ['no service (try 1)', 'no Redis', null]);
  });

  it('says nothing of what is over soon, nor after it was closed', async () => {
    redis = 'no Redis';
    await sleep(40);
    redis = null;
    await sleep(150);
    assert.deepEqual(told, []);
    watch.close();
    redis = 'no Redis';
    await sleep(150);
    assert.deepEqual(told, []);
  });
});
