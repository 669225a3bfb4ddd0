import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import pino from 'pino';
import { BullMqFrameQueue } from '../../queue/bullmq-frame-queue.ts';
import { queueNames } from '../../queue/queue-names.ts';
import { parseRedisUrl } from '../../queue/redis-address.ts';
import { RedisChunkPorts } from '../../queue/redis-chunk-ports.ts';
import { createRedis } from '../../queue/redis-connection.ts';
import { resultMessageOf } from '../../queue/result-message.ts';
import type { ChunkJob } from '../../shared/chunk-job.ts';
import type { ChunkResult } from '../../shared/chunk-result.ts';
import { OutageLog } from '../../shared/outage-log.ts';
import { startRedis, type TestRedis } from '../fixtures/redis.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { chunkJob, payloadFor } from './chunk-job-fixture.ts';

describe('payloads and results in Redis', () => {
  let redis: TestRedis;
  let client: Redis;
  let queue: BullMqFrameQueue;
  let results: Queue;
  let ports: RedisChunkPorts;
  const names = queueNames('ports');
  before(async () => {
    redis = await startRedis();
    client = createRedis(parseRedisUrl(redis.url)) as Redis;
    ports = new RedisChunkPorts(names, client, new OutageLog(pino({ level: 'silent' })));
    results = new Queue(names.results, { connection: client, prefix: names.prefix });
    queue = await BullMqFrameQueue.connect(parseRedisUrl(redis.url), { names, maxQueuedBytes: 1e6, patienceMs: 5000 });
  });
  after(async () => {
    await Promise.all([queue.close(), results.close(), ports.close()]);
    client.disconnect();
    await redis.stop();
  });
  beforeEach(() => client.flushall());

  const bytesOf = async (job: ChunkJob) => {
    const payload = await ports.fetchPayload(job);
    return payload instanceof Uint8Array ? new Uint8Array(payload) : null;
  };
  const resultOf = (chunkIndex: number): ChunkResult => {
    const { chunkId, runId, generation } = chunkJob(chunkIndex);
    return {
      ...{ chunkId, runId, generation, chunkIndex, firstFrameIndex: chunkIndex, frameCount: 1 },
      ...{ state: 'failed', error: 'bad', workerId: 'w', inferenceMs: 0, attempts: 1, frames: [], failures: [] },
    };
  };

  it('fetches the bytes that were put, and nothing where there are none', async () => {
    const job = chunkJob(0);
    await queue.put(job, payloadFor(job));
    assert.deepEqual(await bytesOf(job), payloadFor(job));
    assert.equal(await ports.fetchPayload(chunkJob(9)), null);
  });

  it('tells chunks of an earlier beginning of the run, and only those', async () => {
    const old = chunkJob(0, { generation: 5 });
    await queue.put(old, payloadFor(old));
    assert.deepEqual(await bytesOf(old), payloadFor(old));
    const young = chunkJob(0, { generation: 6 });
    await queue.put(young, payloadFor(young));
    assert.equal(await ports.fetchPayload(old), 'stale');
    assert.deepEqual(await bytesOf(young), payloadFor(young));
    const other = chunkJob(0, { runId: 'other', generation: 1 });
    await queue.put(other, payloadFor(other));
    assert.deepEqual(await bytesOf(other), payloadFor(other));
    await client.del(names.generationKey('r'));
    assert.deepEqual(await bytesOf(old), payloadFor(old));
  });

  it('deletes the bytes and gives their room back, once', async () => {
    for (const job of [chunkJob(0), chunkJob(1)]) await queue.put(job, payloadFor(job));
    await ports.releasePayload('r-g1-c0');
    await ports.releasePayload('r-g1-c0');
    assert.equal(await client.get(names.payloadTotal), await client.hget(names.payloadSizes, 'r-g1-c1'));
    assert.deepEqual([await ports.fetchPayload(chunkJob(0)), (await bytesOf(chunkJob(1)))?.length], [null, 100]);
  });

  describe('in files', () => {
    const payloadFolder = temporaryFolder();
    let filing: BullMqFrameQueue;
    beforeEach(async () => {
      const options = { names, maxQueuedBytes: 1e6, patienceMs: 5000, payloadFolder: payloadFolder() };
      filing = await BullMqFrameQueue.connect(parseRedisUrl(redis.url), options);
      for (const job of [chunkJob(0), chunkJob(1)]) await filing.put(job, payloadFor(job));
      assert.equal(readdirSync(payloadFolder()).length, 2);
    });
    afterEach(() => filing.close());

    it('fetches the bytes, tells of before, and deletes the file with the payload, once', async () => {
      assert.deepEqual(await bytesOf(chunkJob(0)), payloadFor(chunkJob(0)));
      assert.equal(await ports.fetchPayload(chunkJob(1, { generation: 0 })), 'stale');
      await ports.releasePayload('r-g1-c0');
      await ports.releasePayload('r-g1-c0');
      assert.equal(await ports.fetchPayload(chunkJob(0)), null);
      assert.equal(await client.get(names.payloadTotal), await client.hget(names.payloadSizes, 'r-g1-c1'));
      const left = await client.hgetall(names.payloadFiles);
      assert.deepEqual(Object.keys(left), ['r-g1-c1']);
      assert.deepEqual(
        Object.values(left),
        readdirSync(payloadFolder()).map((name) => join(payloadFolder(), name)),
      );
    });

    it('fetches nothing where the file is gone, and lets go of it all the same', async () => {
      rmSync(payloadFolder(), { recursive: true });
      assert.equal(await ports.fetchPayload(chunkJob(0)), null);
      for (const chunkId of ['r-g1-c0', 'r-g1-c1']) await ports.releasePayload(chunkId);
      assert.deepEqual([await client.get(names.payloadTotal), await client.exists(names.payloadFiles)], ['0', 0]);
    });
  });

  it('puts a result on the results queue under its id, once', async () => {
    await ports.publish(resultOf(3));
    await ports.publish(resultOf(3));
    assert.equal(await results.getWaitingCount(), 1);
    const job = await results.getJob('r-g1-c3');
    assert.deepEqual(job?.data, resultMessageOf(resultOf(3)));
  });
});
