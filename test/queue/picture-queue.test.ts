import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { BullMqPictureQueue } from '../../queue/bullmq-picture-queue.ts';
import { PictureConsumer } from '../../queue/picture-consumer.ts';
import { queueNames } from '../../queue/queue-names.ts';
import { parseRedisUrl } from '../../queue/redis-address.ts';
import { createRedis } from '../../queue/redis-connection.ts';
import { RedisWorkerRoster } from '../../queue/redis-worker-roster.ts';
import { InputError, ModelMissingError } from '../../shared/errors.ts';
import { createLogger } from '../../shared/logging.ts';
import { OutageLog } from '../../shared/outage-log.ts';
import { type PictureHandler, pictureQuestionSchema } from '../../shared/picture.ts';
import { until } from '../fixtures/processes.ts';
import { startRedis, type TestRedis } from '../fixtures/redis.ts';

const names = queueNames('pictures-test');
const log = createLogger('test', 'silent', process.stderr);
const question = pictureQuestionSchema.parse({ model: { modelId: 'm', modelSha256: null }, settings: {} });
const found = { width: 4, height: 3, detections: [] };
const picture = Buffer.from('a picture');
const patient = { timeoutMs: 15_000, signal: new AbortController().signal };

describe('the pictures queue', () => {
  let redis: TestRedis;
  let client: Redis;
  let queue: BullMqPictureQueue;
  let closing: (() => Promise<unknown>)[];
  const address = () => parseRedisUrl(redis.url);

  before(async () => {
    redis = await startRedis();
    client = createRedis(address()) as Redis;
  });
  after(async () => {
    client.disconnect();
    await redis.stop();
  });
  beforeEach(async () => {
    await client.flushall();
    closing = [];
    queue = new BullMqPictureQueue(address(), names);
  });
  afterEach(async () => {
    await queue.close();
    for (const close of closing) await close();
  });

  async function startWorker(workerId: string, look: PictureHandler['look']): Promise<void> {
    const [queues, commands] = [createRedis(address()), createRedis(address())];
    const roster = new RedisWorkerRoster(names, commands);
    await roster.announce(workerId, []);
    const consumer = new PictureConsumer({ names, queues, commands, roster }, { look }, workerId, {
      ...{ log, outages: new OutageLog(log) },
    });
    closing.push(async () => {
      await consumer.close();
      for (const connection of [queues, commands]) connection.disconnect();
    });
  }

  /** Keys that hold something of a picture, or of an answer. */
  const left = async () => {
    const keys = await client.keys('*');
    return keys.filter((key) => /:(picture|answers):|:pictures:[0-9a-f]{8}-/.test(key));
  };

  it('brings a worker the picture and the asker its answer, and keeps neither', async () => {
    const seen: string[] = [];
    await startWorker('w', async (asked, bytes) => {
      seen.push(`${asked.model.modelId} ${Buffer.from(bytes)}`);
      return found;
    });
    assert.deepEqual(await queue.ask(question, picture, patient), found);
    assert.deepEqual(seen, ['m a picture']);
    await until('nothing is left', async () => (await left()).length === 0);
  });

  it('gives each of several askers its own answer', async () => {
    await startWorker('w', async (_, bytes) => ({ ...found, width: bytes.length }));
    const widths = await Promise.all(
      [3, 1, 2].map(async (length) => (await queue.ask(question, Buffer.alloc(length, 1), patient)).width),
    );
    assert.deepEqual(widths, [3, 1, 2]);
  });

  it('hands on what the worker says against a picture', async () => {
    await startWorker('w', async () => {
      throw new InputError('INPUT_UNREADABLE', 'Expected a picture, got a song.');
    });
    await assert.rejects(queue.ask(question, picture, patient), {
      code: 'INPUT_UNREADABLE',
      message: 'Expected a picture, got a song.',
    });
  });

  it('asks every worker before it says that none has the model', async () => {
    const asked: string[] = [];
    const lacking = (name: string) => async () => {
      asked.push(name);
      throw new ModelMissingError('MODEL_NOT_FOUND', `${name} has none`);
    };
    await startWorker('a', lacking('a'));
    await startWorker('b', lacking('b'));
    await assert.rejects(queue.ask(question, picture, patient), { code: 'MODEL_NOT_FOUND' });
    assert.deepEqual(asked.sort(), ['a', 'b']);
    await startWorker('c', async () => found);
    assert.deepEqual(await queue.ask(question, picture, patient), found);
  });

  it('says within the time that no worker is there, or that all are busy, and takes the picture back', async () => {
    const short = { ...patient, timeoutMs: 200 };
    await assert.rejects(queue.ask(question, picture, short), {
      code: 'PREDICTION_TIMEOUT',
      message: /no worker is there/,
    });
    await until('nothing waits', async () => (await client.llen('{pictures-test}:pictures:wait')) === 0);
    await until('nothing is left', async () => (await left()).length === 0);
    await startWorker('w', () => sleep(1500, found));
    await assert.rejects(queue.ask(question, picture, short), { code: 'PREDICTION_TIMEOUT', message: /busy/ });
  });

  it('leaves nothing that does not expire when the asker dies', async () => {
    const asker = new BullMqPictureQueue(address(), names);
    const asking = asker.ask(question, picture, patient);
    asking.catch(() => undefined);
    await until('it waits', async () => (await client.llen('{pictures-test}:pictures:wait')) === 1);
    const keys = await client.keys('*');
    assert.ok(keys.length >= 3, `${keys}`);
    for (const key of keys) {
      const ttlMs = await client.pttl(key);
      assert.ok(ttlMs > 0 && ttlMs <= 360_000, `${key} lives ${ttlMs} ms`);
    }
    // as it would be after its time: a worker that comes then has nothing to do with it
    await client.del(keys.find((key) => key.includes(':picture:'))!);
    await startWorker('w', async () => assert.fail('a picture that nobody waits for'));
    await until('it is gone', async () => (await client.llen('{pictures-test}:pictures:wait')) === 0);
    await asker.close();
    await assert.rejects(asking, { code: 'PREDICTION_TIMEOUT' });
  });

  it('lets an answer expire that nobody fetches', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await startWorker('w', async () => {
      await held;
      return found;
    });
    const giveUp = new AbortController();
    const asking = queue.ask(question, picture, { ...patient, signal: giveUp.signal });
    await until('it is in hand', async () => (await client.llen('{pictures-test}:pictures:active')) === 1);
    giveUp.abort(new Error('gone'));
    await assert.rejects(asking, { message: 'gone' });
    await queue.close();
    await until('nobody reads', async () => !`${await client.client('LIST')}`.includes('cmd=blpop'));
    release();
    await until('it is answered', async () => (await client.keys('*:answers:*')).length === 1);
    const [key] = await client.keys('*:answers:*');
    const ttlMs = await client.pttl(key!);
    assert.ok(ttlMs > 0 && ttlMs <= 60_000);
  });

  it('refuses what is too large, and more than may wait', async () => {
    await assert.rejects(queue.ask(question, Buffer.alloc(33 * 2 ** 20), patient), { code: 'INPUT_UNREADABLE' });
    const giveUp = new AbortController();
    const asking = Array.from({ length: 64 }, () =>
      queue.ask(question, picture, { ...patient, signal: giveUp.signal }),
    );
    await assert.rejects(queue.ask(question, picture, patient), { code: 'QUEUE_FULL' });
    giveUp.abort(new Error('enough'));
    for (const one of asking) await assert.rejects(one, { message: 'enough' });
  });
});
