import assert from 'node:assert/strict';
import pino from 'pino';
import { ModelReadiness } from '../../worker/model-readiness.ts';
import { until } from '../fixtures/processes.ts';
import { MemoryRoster } from './memory-ports.ts';

/** When a chunk was put that has waited longer than anybody's patience. */
const LONG_AGO = 0;

describe('the readiness of a worker', () => {
  const model = { modelId: 'm', modelSha256: 'a'.repeat(64) };
  const key = model.modelSha256;
  const timing = { lookMs: 10, announceMs: 40, firstRetryMs: 10, longestRetryMs: 40, patienceMs: 100 };
  const log = pino({ level: 'silent' });
  let roster: MemoryRoster;
  let readiness: ModelReadiness;
  let loads: number;
  let isThere: boolean;
  let patience: number;

  beforeEach(() => {
    [roster, loads, isThere, patience] = [new MemoryRoster(), 0, false, timing.patienceMs];
  });
  afterEach(() => readiness.close());

  const start = () => {
    const load = async () => {
      loads++;
      if (!isThere) throw new Error('still not there');
    };
    readiness = new ModelReadiness(load, roster, 'me', log, { ...timing, patienceMs: patience });
  };

  it('tells the others that it lives, again and again', async () => {
    start();
    await until('it said so twice', () => roster.announcements > 1);
    assert.deepEqual(roster.workers.get('me'), { workerId: 'me', refusals: [] });
    assert.equal(readiness.stateOf(key, LONG_AGO), 'ready');
  });

  it('refuses a model that cannot be loaded at that size, says so at once, and takes it again when it can be', async () => {
    patience = 1e9;
    start();
    readiness.refuse(model, { width: 96, height: 32 }, new Error('not there'));
    const keyAtSize = `${key}@96x32`;
    const refusal = { modelKey: keyAtSize, modelId: 'm', reason: 'not there' };
    assert.deepEqual([readiness.stateOf(keyAtSize, LONG_AGO), readiness.stateOf(key, LONG_AGO)], ['refused', 'ready']);
    assert.deepEqual(readiness.refusals, [refusal]);
    await until('the others know', () => roster.workers.get('me')?.refusals.length === 1);
    await until('it has tried again', () => loads > 3);
    assert.equal(readiness.stateOf(keyAtSize, LONG_AGO), 'refused');
    isThere = true;
    await until('it is ready', () => readiness.stateOf(keyAtSize, LONG_AGO) === 'ready');
    await until('the others know', () => roster.workers.get('me')?.refusals.length === 0);
  });

  it('takes a model for hopeless once no worker has been able to run it for a while', async () => {
    start();
    readiness.refuse(model, null, new Error('not there'));
    assert.equal(readiness.hopelessReasonOf(key, LONG_AGO), null);
    await until('it is hopeless', () => readiness.stateOf(key, LONG_AGO) === 'hopeless');
    assert.equal(readiness.hopelessReasonOf(key, LONG_AGO), 'not there');
    await roster.announce('other', []);
    await until('another may', () => readiness.stateOf(key, LONG_AGO) === 'refused');
  });

  it('takes no model for hopeless for a chunk that has been put just now: a worker may be on its way', async () => {
    start();
    readiness.refuse(model, null, new Error('not there'));
    await until('it is hopeless for others', () => readiness.stateOf(key, LONG_AGO) === 'hopeless');
    const putAt = Date.now();
    assert.deepEqual([readiness.stateOf(key, putAt), readiness.hopelessReasonOf(key, putAt)], ['refused', null]);
    await until('it is hopeless for that too', () => readiness.stateOf(key, putAt) === 'hopeless');
    assert.ok(Date.now() - putAt >= timing.patienceMs);
  });

  it('leaves a model to another worker that may run it, however long', async () => {
    await roster.announce('other', []);
    start();
    readiness.refuse(model, null, new Error('not there'));
    await until('it has tried often', () => loads > 8);
    assert.equal(readiness.stateOf(key, LONG_AGO), 'refused');
  });

  it('is forgotten by the others when it is closed, and tries no more', async () => {
    start();
    readiness.refuse(model, null, new Error('not there'));
    await until('it has tried', () => loads > 0);
    await readiness.close();
    const tries = loads;
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual([loads, roster.workers.size], [tries, 0]);
  });
});
