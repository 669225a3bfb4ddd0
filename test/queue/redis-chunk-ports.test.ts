import assert from 'node:assert/strict';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import pino from 'pino';
import { BullMqFrameQueue } from '../../queue/bullmq-frame-queue.ts';
import { queueNames } from '../../queue/queue-names.ts';
import { RedisChunkPorts } from '../../queue/redis-chunk-ports.ts';
import { createRedis, parseRedisUrl } from '../../queue/redis-connection.ts';
import type { ChunkResult } from '../../shared/chunk-result.ts';
import { startRedis, type TestRedis } from '../fixtures/redis.ts';
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
    ports = new RedisChunkPorts(names, client, pino({ level: 'silent' }));
    results = new Queue(names.results, { connection: client, prefix: names.prefix });
    queue = await BullMqFrameQueue.connect(parseRedisUrl(redis.url), { names, maxQueuedBytes: 1e6, patienceMs: 5000 });
  });
  after(async () => {
    await Promise.all([queue.close(), results.close(), ports.close()]);
    client.disconnect();
    await redis.stop();
  });
  beforeEach(() => client.flushall());

  const resultOf = (chunkIndex: number): ChunkResult => {
    const { chunkId, runId, generation } = chunkJob(chunkIndex);
    return {
      ...{ chunkId, runId, generation, chunkIndex, firstFrameIndex: chunkIndex, frameCount: 1 },
      ...{ state: 'failed', error: 'bad', workerId: 'w', inferenceMs: 0, attempts: 1, frames: [] },
    };
  };

  it('fetches the bytes that were put, and nothing where there are none', async () => {
    const job = chunkJob(0);
    await queue.put(job, payloadFor(job));
    assert.deepEqual(new Uint8Array((await ports.fetchPayload(job.chunkId))!), payloadFor(job));
    assert.equal(await ports.fetchPayload('r-g1-c9'), null);
  });

  it('deletes the bytes and gives their room back, once', async () => {
    for (const job of [chunkJob(0), chunkJob(1)]) await queue.put(job, payloadFor(job));
    await ports.releasePayload('r-g1-c0');
    await ports.releasePayload('r-g1-c0');
    assert.equal(await client.get(names.payloadTotal), '100');
    assert.deepEqual([await ports.fetchPayload('r-g1-c0'), (await ports.fetchPayload('r-g1-c1'))?.length], [null, 100]);
  });

  it('puts a result on the results queue under its id, once', async () => {
    await ports.publish(resultOf(3));
    await ports.publish(resultOf(3));
    assert.equal(await results.getWaitingCount(), 1);
    const job = await results.getJob('r-g1-c3');
    assert.deepEqual(job?.data, resultOf(3));
  });
});
