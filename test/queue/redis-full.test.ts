import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { BullMqFrameQueue } from '../../queue/bullmq-frame-queue.ts';
import { ChunkConsumer } from '../../queue/chunk-consumer.ts';
import { queueNames } from '../../queue/queue-names.ts';
import { parseRedisUrl } from '../../queue/redis-address.ts';
import { RedisChunkPorts } from '../../queue/redis-chunk-ports.ts';
import type { ChunkResult } from '../../shared/chunk-result.ts';
import { OutageLog } from '../../shared/outage-log.ts';
import type { Attempt, ChunkHandler } from '../../shared/ports.ts';
import { until } from '../fixtures/processes.ts';
import { suiteRedis } from '../fixtures/redis.ts';
import { chunkJob, payloadFor } from './chunk-job-fixture.ts';

describe('a Redis that is full', () => {
  const names = queueNames('full');
  const redis = suiteRedis();
  let lines: string[];
  let outages: OutageLog;
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
  beforeEach(async () => {
    await redis.client.flushall();
    lines = [];
    outages = new OutageLog(log);
  });
  afterEach(() => redis.client.config('SET', 'maxmemory', '0'));

  const fill = () => redis.client.config('SET', 'maxmemory', '1');
  const makeRoom = () => redis.client.config('SET', 'maxmemory', '0');

  it('is asked for chunks ever more slowly, with a line of log at most; they are no worse for it', async () => {
    const queue = await BullMqFrameQueue.connect(parseRedisUrl(redis.url), {
      names,
      maxQueuedBytes: 1e6,
      patienceMs: 5000,
    });
    for (let i = 0; i < 20; i++) await queue.put(chunkJob(i), payloadFor(chunkJob(i)));
    await fill();
    assert.match((await queue.holdUp(null)) ?? '', /^Redis is full/);
    const attempts: Attempt[] = [];
    const handler: ChunkHandler = {
      process: async (_, attempt) => void attempts.push(attempt),
      fail: () => Promise.reject(new Error('nothing fails')),
      discard: () => Promise.reject(new Error('nothing is dropped')),
      wants: () => true,
    };
    const before = Number(/total_commands_processed:(\d+)/.exec(await redis.client.info('stats'))?.[1]);
    const consumer = new ChunkConsumer(names, redis.client, handler, {
      workerId: 'w',
      lockDurationMs: 10_000,
      log,
      outages,
    });
    await sleep(2000);
    const after = Number(/total_commands_processed:(\d+)/.exec(await redis.client.info('stats'))?.[1]);
    assert.ok(after - before < 300, `${after - before} commands`);
    assert.deepEqual([attempts.length, lines.length], [0, 1]);
    assert.match(lines[0]!, /"reason":"OOM .*waiting for Redis/);
    await makeRoom();
    await until('all are done', () => attempts.length === 20);
    assert.ok(attempts.every(({ number, isSuspect }) => number === 1 && !isSuspect));
    await Promise.all([consumer.close(), queue.close()]);
  });

  it('is not waited for any more once it hands out work again, though there is none', async () => {
    await fill();
    const none = () => Promise.reject(new Error('there is no chunk'));
    const handler: ChunkHandler = { process: none, fail: none, discard: none, wants: () => true };
    const consumer = new ChunkConsumer(names, redis.client, handler, {
      workerId: 'w',
      lockDurationMs: 10_000,
      log,
      outages,
    });
    await until('it waits', () => outages.waitingFor.length === 1);
    await makeRoom();
    await until('it waits no more', () => outages.waitingFor.length === 0);
    await consumer.close();
  });

  it('is offered a result until it has room; the result is not in the log', async () => {
    const ports = new RedisChunkPorts(names, redis.client, outages);
    const { chunkId, runId, generation } = chunkJob(3);
    const result: ChunkResult = {
      ...{ chunkId, runId, generation, chunkIndex: 3, firstFrameIndex: 3, frameCount: 1, state: 'failed' },
      ...{ error: 'x'.repeat(100_000), workerId: 'w', inferenceMs: 0, attempts: 1, frames: [], failures: [] },
    };
    await ports.publish({ ...result, chunkId: 'another' }); // so that Redis knows the script
    await fill();
    let isDone = false;
    const publishing = ports.publish(result).then(() => {
      isDone = true;
    });
    await sleep(700);
    assert.equal(isDone, false);
    await makeRoom();
    await publishing;
    assert.equal(await redis.client.exists(`${names.prefix}:${names.results}:${chunkId}`), 1);
    assert.ok(lines.length > 0 && lines.every((line) => line.length < 1000), `${lines.map(({ length }) => length)}`);
    await fill();
    const givenUp = ports.publish({ ...result, chunkId: 'a-third' });
    await sleep(50);
    ports.giveUp();
    await assert.rejects(givenUp);
    await makeRoom();
    await ports.close();
  });
});
