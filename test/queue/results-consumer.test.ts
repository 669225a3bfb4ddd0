import assert from 'node:assert/strict';
import { Queue } from 'bullmq';
import pino from 'pino';
import { BullMqFrameQueue } from '../../queue/bullmq-frame-queue.ts';
import { type QueueNames, queueNames } from '../../queue/queue-names.ts';
import { parseRedisUrl } from '../../queue/redis-address.ts';
import { RedisWorkerRoster } from '../../queue/redis-worker-roster.ts';
import { ResultsConsumer } from '../../queue/results-consumer.ts';
import type { ChunkResult, StoreOutcome } from '../../shared/chunk-result.ts';
import { HOLD_UPS } from '../../shared/hold-ups.ts';
import type { PackedResult } from '../../shared/packed-result.ts';
import { until } from '../fixtures/processes.ts';
import { suiteRedis } from '../fixtures/redis.ts';
import { chunkJob } from './chunk-job-fixture.ts';

describe('a consumer of results', () => {
  const redis = suiteRedis();
  let names: QueueNames;
  let queue: Queue;
  let consumer: ResultsConsumer | null;
  let stored: PackedResult[];
  let testNumber = 0;

  beforeEach(() => {
    names = queueNames(`results-${testNumber++}`);
    queue = new Queue(names.results, { connection: redis.client, prefix: names.prefix });
    [stored, consumer] = [[], null];
  });
  afterEach(async () => {
    await consumer?.close();
    await queue.close();
  });

  const consume = (outcomeOf: (result: PackedResult) => StoreOutcome = () => 'stored') => {
    const store = async (result: PackedResult) => {
      const outcome = outcomeOf(result);
      stored.push(result);
      return outcome;
    };
    const logger = pino({ level: 'silent' });
    consumer = new ResultsConsumer(store, {
      redis: parseRedisUrl(redis.url),
      names,
      logger,
      lockDurationMs: 5000,
      payloadFolder: null,
    });
    return consumer;
  };
  const resultOf = (chunkIndex: number): ChunkResult => {
    const { chunkId, runId, generation } = chunkJob(chunkIndex);
    return {
      ...{ chunkId, runId, generation, chunkIndex, firstFrameIndex: chunkIndex, frameCount: 1 },
      ...{ state: 'failed', error: 'bad', workerId: 'w', inferenceMs: 0, attempts: 1, frames: [], failures: [] },
    };
  };
  const send = (message: object, jobId: string) => queue.add('chunk', message, { jobId, attempts: 5 });
  const isEmpty = async () => Object.values(await queue.getJobCounts()).every((count) => count === 0);

  it('hands results over and lets them leave the queue', async () => {
    for (const i of [0, 1, 2]) await send(resultOf(i), `r-g1-c${i}`);
    const { discarded } = consume();
    await until('all are gone', isEmpty);
    assert.deepEqual(stored.map(({ chunkIndex }) => chunkIndex).toSorted(), [0, 1, 2]);
    assert.deepEqual(discarded, { stale: 0, refused: 0, unknownRun: 0, invalid: 0, unreadable: 0 });
  });

  it('makes no text of a result that it is handed for one that it has done', async () => {
    const more = Array.from({ length: 1500 }, (_, i) => i); // than it takes at once
    await queue.addBulk(more.map((i) => ({ name: 'chunk', data: resultOf(i), opts: { jobId: `r-g1-c${i}` } })));
    const textOf = Array.prototype.toString;
    const texts: string[] = [];
    Array.prototype.toString = function (this: unknown[]) {
      texts.push(textOf.call(this));
      return texts.at(-1)!;
    };
    try {
      consume();
      await until('all are gone', isEmpty);
    } finally {
      Array.prototype.toString = textOf;
    }
    assert.equal(stored.length, more.length);
    assert.deepEqual(
      texts.filter((text) => text.includes('r-g1-c')),
      [],
    );
  });

  it('offers a result again that came before one which it needs, and counts it as on its way', async () => {
    await send(resultOf(1), 'r-g1-c1');
    const { discarded } = consume(({ chunkIndex }) => {
      const isThere = chunkIndex === 0 || stored.some((result) => result.chunkIndex === 0);
      return isThere ? 'stored' : 'early';
    });
    await until('it was offered twice', async () => stored.length >= 2);
    const address = parseRedisUrl(redis.url);
    const frames = await BullMqFrameQueue.connect(address, { names, maxQueuedBytes: 1, patienceMs: 1000 });
    assert.deepEqual(await frames.absent(['r-g1-c1']), []);
    await frames.close();
    await send(resultOf(0), 'r-g1-c0');
    await until('both are gone', isEmpty);
    assert.deepEqual(discarded, { stale: 0, refused: 0, unknownRun: 0, invalid: 0, unreadable: 0 });
    assert.deepEqual(stored.at(-1)?.chunkIndex, 1);
  });

  it('hands a result that is refused over as failed: its chunk does not count as on its way for ever', async () => {
    await send({ ...resultOf(0), state: 'stored', frames: [{ frameIndex: 0, box: null }] }, 'r-g1-c0');
    await send({ hello: 'world' }, 'r-g1-c1');
    consume();
    await until('both are gone', isEmpty);
    assert.deepEqual(
      stored.map(({ chunkId, state }) => [chunkId, state]),
      [['r-g1-c0', 'failed']],
    );
    assert.deepEqual([consumer?.discarded.invalid, consumer?.discarded.unreadable], [1, 1]);
    const address = parseRedisUrl(redis.url);
    const frames = await BullMqFrameQueue.connect(address, { names, maxQueuedBytes: 1, patienceMs: 1000 });
    assert.deepEqual(await frames.absent(['r-g1-c0', 'r-g1-c1']), ['r-g1-c0', 'r-g1-c1']);
    await frames.close();
  });

  it('drops a message that is not even JSON', async () => {
    await send({}, 'odd');
    await redis.client.hset(queue.toKey('odd'), 'data', '{"chunkId":"r');
    await send(resultOf(1), 'r-g1-c1');
    consume();
    await until('both are gone', isEmpty);
    assert.deepEqual([stored.map(({ chunkId }) => chunkId), consumer?.discarded.unreadable], [['r-g1-c1'], 1]);
  });

  it('counts what the store discards, by reason', async () => {
    const outcomes: StoreOutcome[] = ['stored', 'skipped', 'stale', 'refused', 'unknown-run', 'stale'];
    for (const i of outcomes.keys()) await send(resultOf(i), `r-g1-c${i}`);
    consume(({ chunkIndex }) => outcomes[chunkIndex]!);
    await until('all are gone', isEmpty);
    assert.deepEqual(consumer?.discarded, { stale: 2, refused: 1, unknownRun: 1, invalid: 0, unreadable: 0 });
  });

  it('hands a result over again and again while the store fails', async () => {
    await queue.add('chunk', resultOf(0), { jobId: 'r-g1-c0' });
    let failures = 0;
    consume(() => {
      if (failures++ < 2) throw new Error('disk full');
      return 'stored';
    });
    await until('it is gone', isEmpty);
    assert.equal(stored.length, 1);
  });

  it('says what keeps results from coming: no worker, none with a model, a Redis that is full', async () => {
    const one = consume();
    const roster = new RedisWorkerRoster(names, redis.client);
    const refusal = { modelKey: 'k', modelId: 'm', reason: 'it is not here' };
    await until('it is connected', () => one.isConnected);
    assert.deepEqual(await one.holdUps(), [HOLD_UPS.noWorker()]);
    await roster.announce('a', [refusal]);
    assert.deepEqual(await one.holdUps(), [HOLD_UPS.noModel('a says: it is not here')]);
    await roster.announce('b', []);
    assert.deepEqual(await one.holdUps(), []);
    await redis.client.config('SET', 'maxmemory', '1');
    try {
      assert.deepEqual(await one.holdUps(), [HOLD_UPS.redisFull()]);
    } finally {
      await redis.client.config('SET', 'maxmemory', '0');
    }
    await until('there is room again', async () => (await one.holdUps()).length === 0);
  });
});
