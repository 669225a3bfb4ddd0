import assert from 'node:assert/strict';
import { type Job, Worker } from 'bullmq';
import { BullMqFrameQueue } from '../../queue/bullmq-frame-queue.ts';
import { type QueueNames, queueNames } from '../../queue/queue-names.ts';
import { parseRedisUrl } from '../../queue/redis-address.ts';
import type { Priority } from '../../shared/priority.ts';
import { suiteRedis } from '../fixtures/redis.ts';
import { chunkJob } from './chunk-job-fixture.ts';

describe('chunks of low priority', () => {
  const redis = suiteRedis();
  let names: QueueNames;
  let normal: BullMqFrameQueue;
  let low: BullMqFrameQueue;
  let worker: Worker;
  let testNumber = 0;
  beforeEach(async () => {
    names = queueNames(`priority-${testNumber++}`);
    [normal, low] = [await connect('normal'), await connect('low')];
    worker = new Worker(names.frames, null, { connection: redis.client, prefix: names.prefix });
  });
  afterEach(() => Promise.all([normal.close(), low.close(), worker.close()]));

  const connect = (priority: Priority) =>
    BullMqFrameQueue.connect(parseRedisUrl(redis.url), { names, maxQueuedBytes: 1e6, patienceMs: 1000, priority });
  const put = (queue: BullMqFrameQueue, runId: string, index: number, bytes = 100) =>
    queue.put(chunkJob(index, { runId, chunkId: `${runId}${index}` }), new Uint8Array(bytes));
  const next = () => worker.getNextJob('token', { block: false }) as Promise<Job | undefined>;
  const taken = async () => (await next())?.id ?? null;

  it('are taken when no others wait, in the order in which they were put', async () => {
    for (const index of [0, 1, 2]) await put(low, 'l', index);
    for (const index of [0, 1]) await put(normal, 'n', index);
    const order = [await taken(), await taken(), await taken()];
    await put(normal, 'n', 2);
    assert.deepEqual([...order, await taken(), await taken(), await taken()], ['n0', 'n1', 'l0', 'n2', 'l1', 'l2']);
  });

  it('go to the head of their own line when they are handed back', async () => {
    for (const index of [0, 1]) await put(low, 'l', index);
    const job = await next();
    await job!.moveToWait('token');
    assert.deepEqual([await taken(), await taken()], ['l0', 'l1']);
  });

  it('take half of the budget at most, so that others find room at once', async () => {
    assert.deepEqual([await put(low, 'l', 0, 480_000), await put(low, 'l', 1, 100_000)], ['queued', 'full']);
    assert.deepEqual([await put(normal, 'n', 0, 400_000), await put(normal, 'n', 1, 100_000)], ['queued', 'full']);
  });

  it('do not count as work for those who go first', async () => {
    await put(low, 'l', 0);
    await put(normal, 'n', 0);
    assert.deepEqual([(await normal.backlog()).waitingChunks, (await low.backlog()).waitingChunks], [1, 2]);
  });

  it('are seen on the queue like any other', async () => {
    await put(low, 'l', 0);
    assert.deepEqual(await normal.absent(['l0', 'l1']), ['l1']);
  });
});
