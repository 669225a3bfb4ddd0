import assert from 'node:assert/strict';
import { queueNames } from '../../queue/queue-names.ts';
import { RedisWorkerRoster } from '../../queue/redis-worker-roster.ts';
import { modelKeyOf, refusalOfAll } from '../../shared/worker-status.ts';
import { suiteRedis } from '../fixtures/redis.ts';

describe('the roster of workers', () => {
  const redis = suiteRedis();
  const names = queueNames('roster');
  beforeEach(() => redis.client.flushall());

  const refusal = { modelKey: 'k', modelId: 'm', reason: 'it is not here' };
  const byId = (workers: readonly { workerId: string }[]) =>
    workers.toSorted((a, b) => (a.workerId < b.workerId ? -1 : 1));

  it('names those that live, and what they cannot run', async () => {
    const roster = new RedisWorkerRoster(names, redis.client);
    assert.deepEqual(await roster.read(), []);
    await roster.announce('a', []);
    await roster.announce('b', [refusal]);
    assert.deepEqual(byId(await roster.read()), [
      { workerId: 'a', refusals: [] },
      { workerId: 'b', refusals: [refusal] },
    ]);
    await roster.announce('b', []);
    await roster.withdraw('a');
    assert.deepEqual(await roster.read(), [{ workerId: 'b', refusals: [] }]);
  });

  it('is left in time where Redis is silent', async () => {
    const roster = new RedisWorkerRoster(names, redis.client);
    await roster.announce('a', []);
    redis.process.kill('SIGSTOP');
    try {
      const startedAt = performance.now();
      await roster.withdraw('a');
      assert.ok(performance.now() - startedAt < 10_000);
    } finally {
      redis.process.kill('SIGCONT');
    }
  });

  it('forgets one that says no more', async () => {
    const roster = new RedisWorkerRoster(names, redis.client);
    await roster.announce('a', []);
    const ttl = await redis.client.ttl(names.workerKey('a'));
    assert.ok(ttl > 5 && ttl <= 15, `${ttl} s`);
    await redis.client.del(names.workerKey('a')); // as when it expires
    assert.deepEqual([await roster.read(), await redis.client.smembers(names.workers)], [[], []]);
  });

  for (const [what, workers, expected] of [
    ['where none lives', [], null],
    ['where all may run it', [{ workerId: 'a', refusals: [] }], null],
    [
      'where one may run it',
      [
        { workerId: 'a', refusals: [refusal] },
        { workerId: 'b', refusals: [] },
      ],
      null,
    ],
    ['where none can', [{ workerId: 'a', refusals: [refusal] }], 'a says: it is not here'],
    ['where they lack another model', [{ workerId: 'a', refusals: [{ ...refusal, modelKey: 'x' }] }], null],
  ] as const) {
    it(`knows why no worker can run a model: ${what}`, () => assert.equal(refusalOfAll(workers, 'k'), expected));
  }

  it('tells a model at another size from the model at its own', () => {
    assert.equal(modelKeyOf('ab', null), 'ab');
    assert.equal(modelKeyOf('ab', { width: 96, height: 32 }), 'ab@96x32');
  });
});
