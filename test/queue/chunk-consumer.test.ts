import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import pino from 'pino';
import { ChunkConsumer } from '../../queue/chunk-consumer.ts';
import { type QueueNames, queueNames } from '../../queue/queue-names.ts';
import type { ChunkJob } from '../../shared/chunk-job.ts';
import type { ChunkAccount } from '../../shared/chunk-result.ts';
import { ReleasedError } from '../../shared/errors.ts';
import { OutageLog } from '../../shared/outage-log.ts';
import type { Attempt, ChunkHandler } from '../../shared/ports.ts';
import { until } from '../fixtures/processes.ts';
import { suiteRedis } from '../fixtures/redis.ts';
import { chunkFrame, chunkJob } from './chunk-job-fixture.ts';

/** Keeps what it was handed. */
class RecordingHandler implements ChunkHandler {
  readonly processed: { readonly chunkId: string; readonly attempt: Attempt }[] = [];
  readonly discarded: string[] = [];
  readonly failed: { readonly chunk: ChunkAccount; readonly reason: string; readonly attempt: Attempt }[] = [];
  onProcess: (job: ChunkJob, attempt: Attempt) => Promise<void> = async () => undefined;
  wants: (job: ChunkJob) => boolean = () => true;

  async process(job: ChunkJob, attempt: Attempt): Promise<void> {
    this.processed.push({ chunkId: job.chunkId, attempt });
    await this.onProcess(job, attempt);
  }

  async fail(chunk: ChunkAccount, reason: string, attempt: Attempt): Promise<void> {
    this.failed.push({ chunk, reason, attempt });
  }

  async discard(chunkId: string): Promise<void> {
    this.discarded.push(chunkId);
  }

  get chunkIds(): string[] {
    return this.processed.map(({ chunkId }) => chunkId);
  }
}

describe('a consumer of chunks', () => {
  const redis = suiteRedis();
  let names: QueueNames;
  let queue: Queue;
  let consumers: ChunkConsumer[];
  let testNumber = 0;
  const log = pino({ level: 'silent' });

  beforeEach(() => {
    names = queueNames(`consumer-${testNumber++}`);
    queue = new Queue(names.frames, { connection: redis.client, prefix: names.prefix });
    consumers = [];
  });
  afterEach(async () => {
    await Promise.all(consumers.map((consumer) => consumer.close()));
    await queue.close();
  });

  const consume = (handler: ChunkHandler) => {
    const consumer = new ChunkConsumer(names, redis.client, handler, {
      ...{ workerId: `worker-${consumers.length}`, lockDurationMs: 10_000, log, outages: new OutageLog(log) },
    });
    consumers.push(consumer);
    return consumer;
  };
  const add = (job: ChunkJob) =>
    queue.add('chunk', job, {
      ...{ jobId: job.chunkId, attempts: 3, backoff: { type: 'fixed', delay: 10 } },
      ...{ removeOnComplete: true, removeOnFail: true },
    });
  const isEmpty = async () => Object.values(await queue.getJobCounts()).every((count) => count === 0);

  it('hands chunks over in the order in which they came, and ends their jobs', async () => {
    const handler = new RecordingHandler();
    for (let i = 0; i < 5; i++) await add(chunkJob(i));
    consume(handler);
    await until('all are done', isEmpty);
    assert.deepEqual(
      handler.chunkIds,
      [0, 1, 2, 3, 4].map((i) => `r-g1-c${i}`),
    );
    const { number, isLast, isSuspect, putAt } = handler.processed[0]!.attempt;
    assert.deepEqual([number, isLast, isSuspect], [1, false, false]);
    assert.ok(Math.abs(Date.now() - putAt) < 60_000);
  });

  it('tries a chunk that fails three times, and says which is the last', async () => {
    const handler = new RecordingHandler();
    handler.onProcess = () => Promise.reject(new Error('bad'));
    await add(chunkJob(0));
    consume(handler);
    await until('it is given up', isEmpty);
    assert.deepEqual(
      handler.processed.map(({ attempt }) => [attempt.number, attempt.isLast]),
      [
        [1, false],
        [2, false],
        [3, true],
      ],
    );
  });

  it('counts no try where the chunk was released, and leaves a pause', async () => {
    const handler = new RecordingHandler();
    let releases = 0;
    handler.onProcess = async () => {
      if (releases++ < 2) throw new ReleasedError('Redis is away');
    };
    await add(chunkJob(0));
    const started = performance.now();
    consume(handler);
    await until('it is done', isEmpty);
    assert.deepEqual(
      handler.processed.map(({ attempt }) => attempt.number),
      [1, 1, 1],
    );
    assert.ok(performance.now() - started > 1900, `${performance.now() - started} ms`);
  });

  it('leaves chunks that it does not want to another, at the head of the line', async () => {
    const picky = new RecordingHandler();
    picky.wants = () => false;
    const willing = new RecordingHandler();
    const pickyConsumer = consume(picky);
    for (let i = 0; i < 5; i++) await add(chunkJob(i));
    await sleep(600);
    assert.deepEqual([picky.processed, await queue.getWaitingCount()], [[], 5]);
    assert.ok(pickyConsumer.isRunning);
    consume(willing);
    await until('all are done', isEmpty);
    assert.deepEqual(
      willing.chunkIds,
      [0, 1, 2, 3, 4].map((i) => `r-g1-c${i}`),
    );
    assert.equal(willing.processed[0]?.attempt.number, 1);
  });

  it('does not spin over a chunk that it does not want', async () => {
    const picky = new RecordingHandler();
    let asked = 0;
    picky.wants = () => {
      asked++;
      return false;
    };
    consume(picky);
    await add(chunkJob(0));
    await sleep(1500);
    assert.ok(asked < 20, `asked ${asked} times`);
  });

  it('takes a chunk that it wants as soon as that comes next, also one that waits to be tried again', async () => {
    const only = (modelId: string) => {
      const handler = new RecordingHandler();
      handler.wants = ({ model }) => model.modelId === modelId;
      return handler;
    };
    const [a, b] = [only('a'), only('b')];
    let failures = 0;
    b.onProcess = async () => {
      if (failures++ === 0) throw new Error('once');
    };
    const model = (modelId: string) => ({ model: { modelId, modelSha256: 'b'.repeat(64) } });
    for (let i = 0; i < 6; i++) await add(chunkJob(i, model(i % 2 === 0 ? 'a' : 'b')));
    consume(a);
    consume(b);
    await until('all are done', isEmpty);
    assert.deepEqual([a.processed.length, b.processed.length], [3, 4]);
  });

  it('takes part again once it wants what it left, though nothing waits', async () => {
    const handler = new RecordingHandler();
    handler.wants = () => false;
    consume(handler);
    await add(chunkJob(0));
    await until('it has left the chunk', async () => (await queue.getWaitingCount()) === 1);
    await (await queue.getJob('r-g1-c0'))?.remove();
    await sleep(600);
    handler.wants = () => true;
    await sleep(600);
    await add(chunkJob(1));
    await until('it is done', isEmpty);
    assert.deepEqual(handler.chunkIds, ['r-g1-c1']);
  });

  it('gives a chunk up over which eight workers died', async () => {
    const handler = new RecordingHandler();
    await add(chunkJob(0));
    await redis.client.hset(queue.toKey('r-g1-c0'), 'stc', 8, 'ats', 8);
    consume(handler);
    await until('it is given up', isEmpty);
    assert.deepEqual(handler.processed, []);
    assert.match(handler.failed[0]?.reason ?? '', /given up after 8 starts/);
  });

  it('has the frames of a chunk tried one at a time over which two workers died, and finds the one to blame', async () => {
    const handler = new RecordingHandler();
    await add(chunkJob(0, { frames: [chunkFrame(0), chunkFrame(1), chunkFrame(2)] }));
    const key = queue.toKey('r-g1-c0');
    const die = () => redis.client.hincrby(key, 'stc', 1);
    const seen: unknown[] = [];
    handler.onProcess = async (_, { isSuspect, trials }) => {
      seen.push([isSuspect, [...trials.deadly.keys()]]);
      if (trials.deadly.size > 0) return;
      if (isSuspect) for (const frame of [0, 1]) await trials.trying(frame);
      await die();
      throw new ReleasedError('as if the worker had ended');
    };
    consume(handler);
    await until('it is done', isEmpty);
    const [whole, one, found] = [
      [false, []],
      [true, []],
      [true, [1]],
    ];
    assert.deepEqual(seen, [whole, whole, one, one, one, found]);
    assert.match(
      [...handler.processed.at(-1)!.attempt.trials.deadly.values()].join(),
      /3 starts with this frame alone/,
    );
  });

  it('blames no frame for the end of a worker that had not begun one', async () => {
    const handler = new RecordingHandler();
    await add(chunkJob(0));
    const progress = { trying: 0, deathsBefore: 7, deaths: [[0, 2]] };
    await redis.client.hset(queue.toKey('r-g1-c0'), 'stc', 7, 'progress', JSON.stringify(progress));
    consume(handler);
    await until('it is done', isEmpty);
    assert.equal(handler.processed[0]?.attempt.trials.deadly.size, 0);
  });

  it('is not led to give a chunk up that it left often', async () => {
    const handler = new RecordingHandler();
    await add(chunkJob(0));
    await redis.client.hset(queue.toKey('r-g1-c0'), 'ats', 100);
    consume(handler);
    await until('it is done', isEmpty);
    assert.deepEqual(handler.chunkIds, ['r-g1-c0']);
  });

  it('drops a message that is no chunk, and goes on', async () => {
    const handler = new RecordingHandler();
    await queue.add('chunk', { hello: 'world' }, { jobId: 'odd', removeOnComplete: true });
    await queue.add('chunk', { ...chunkJob(2), model: null }, { jobId: 'another', removeOnComplete: true });
    await add(chunkJob(1));
    consume(handler);
    await until('all are gone', isEmpty);
    assert.deepEqual(
      [handler.chunkIds, handler.discarded.toSorted(), handler.failed],
      [['r-g1-c1'], ['another', 'odd'], []],
    );
  });

  for (const text of ['{"chunkId":"x', 'null,', '\u0000\u0001', '']) {
    it(`drops a message that is not even JSON, ${JSON.stringify(text)}, and goes on`, async () => {
      const handler = new RecordingHandler();
      await queue.add('chunk', {}, { jobId: 'odd', removeOnComplete: true });
      await redis.client.hset(queue.toKey('odd'), 'data', text);
      await add(chunkJob(1));
      consume(handler);
      await until('all are gone', isEmpty);
      assert.deepEqual([handler.chunkIds, handler.discarded, handler.failed], [['r-g1-c1'], ['odd'], []]);
    });
  }

  it('drops a message that is not even JSON when it had left what came before it', async () => {
    const handler = new RecordingHandler();
    handler.wants = ({ chunkId }) => chunkId !== 'r-g1-c0';
    await add(chunkJob(0));
    consume(handler);
    await sleep(300);
    await queue.add('chunk', {}, { jobId: 'odd', lifo: true, removeOnComplete: true });
    await redis.client.hset(queue.toKey('odd'), 'data', 'null,');
    await until('it is gone', () => handler.discarded.length > 0);
    assert.deepEqual([handler.discarded, handler.processed], [['odd'], []]);
  });

  it('records the frames of a message that is no chunk as failed where it says which they are', async () => {
    const handler = new RecordingHandler();
    await add({ ...chunkJob(8), settings: { confidence: 'high' } as never });
    consume(handler);
    await until('it is gone', isEmpty);
    const account = { chunkId: 'r-g1-c8', runId: 'r', generation: 1, chunkIndex: 8, firstFrameIndex: 8, frameCount: 1 };
    assert.deepEqual(
      handler.failed.map(({ chunk }) => chunk),
      [account],
    );
    assert.match(handler.failed[0]?.reason ?? '', /settings\.confidence/);
  });

  it('gives what it has not begun back when it is closed, and may be closed twice', async () => {
    const handler = new RecordingHandler();
    let release: (() => void) | undefined;
    handler.onProcess = () =>
      new Promise((resolve, reject) => {
        if (handler.processed.length === 1) release = resolve;
        else reject(new ReleasedError('not started'));
      });
    const consumer = consume(handler);
    await add(chunkJob(0));
    await until('the first is in hand', () => release !== undefined);
    const closing = consumer.close();
    release?.();
    await closing;
    await consumer.close();
    assert.equal(consumer.isRunning, false);
    await add(chunkJob(1));
    await sleep(100);
    assert.deepEqual([handler.chunkIds, await queue.getWaitingCount()], [['r-g1-c0'], 1]);
  });
});
