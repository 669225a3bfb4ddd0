import assert from 'node:assert/strict';
import { readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import pino from 'pino';
import { BullMqFrameQueue } from '../../queue/bullmq-frame-queue.ts';
import { payloadPath } from '../../queue/payload-files.ts';
import { PayloadJanitor } from '../../queue/payload-janitor.ts';
import { queueNames } from '../../queue/queue-names.ts';
import { parseRedisUrl } from '../../queue/redis-address.ts';
import { createRedis } from '../../queue/redis-connection.ts';
import { until } from '../fixtures/processes.ts';
import { startRedis, type TestRedis } from '../fixtures/redis.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { chunkJob, payloadFor } from './chunk-job-fixture.ts';

describe('what sweeps payloads without a job', () => {
  const names = queueNames('janitor');
  const log = pino({ level: 'silent' });
  let redis: TestRedis;
  let client: Redis;
  let queue: BullMqFrameQueue;
  let jobs: Queue;
  before(async () => {
    redis = await startRedis();
    client = createRedis(parseRedisUrl(redis.url)) as Redis;
    jobs = new Queue(names.frames, { connection: client, prefix: names.prefix });
    queue = await BullMqFrameQueue.connect(parseRedisUrl(redis.url), { names, maxQueuedBytes: 1e8, patienceMs: 5000 });
  });
  after(async () => {
    await Promise.all([queue.close(), jobs.close()]);
    client.disconnect();
    await redis.stop();
  });
  beforeEach(() => client.flushall());

  /** What is counted for one. */
  let bytes: number;
  const put = async (count: number) => {
    for (let i = 0; i < count; i++) await queue.put(chunkJob(i), payloadFor(chunkJob(i)));
    bytes = Number(await client.get(names.payloadTotal)) / count;
  };
  const waiting = async () => {
    const payloads = (await client.keys(`${names.prefix}:payload:*`)).map((key) => key.split(':').at(-1)).sort();
    return [payloads, await client.hlen(names.payloadSizes), Number(await client.get(names.payloadTotal))];
  };

  it('deletes those whose job is gone, gives their bytes back, and leaves the others', async () => {
    await put(3);
    await (await jobs.getJob('r-g1-c1'))?.remove();
    const janitor = new PayloadJanitor(client, names, log, null, 1e6);
    assert.equal(await janitor.sweep(), 1);
    assert.deepEqual(await waiting(), [['r-g1-c0', 'r-g1-c2'], 2, 2 * bytes]);
    assert.equal(await janitor.sweep(), 0);
    janitor.close();
  });

  it('does so again and again, however many there are, and sets a count right that is wrong', async () => {
    await put(500);
    await client.incrby(names.payloadTotal, 12_345);
    await jobs.obliterate({ force: true });
    await queue.put(chunkJob(7000), payloadFor(chunkJob(7000)));
    const size = await client.hget(names.payloadSizes, 'r-g1-c7000');
    const janitor = new PayloadJanitor(client, names, log, null, 20);
    await until('they are gone', async () => (await client.hlen(names.payloadSizes)) === 1);
    await until('the count is right', async () => (await client.get(names.payloadTotal)) === size);
    assert.deepEqual(await waiting(), [['r-g1-c7000'], 1, Number(size)]);
    janitor.close();
  });

  describe('in files', () => {
    const payloadFolder = temporaryFolder();
    const files = () => readdirSync(payloadFolder()).sort();
    const path = (name: string) => join(payloadFolder(), name);
    const age = (name: string) => utimesSync(path(name), new Date(), new Date(Date.now() - 90_000));

    it('deletes those that Redis does not know, once they are old, and those of chunks without a job', async () => {
      const options = { names, maxQueuedBytes: 1e8, patienceMs: 5000, payloadFolder: payloadFolder() };
      const filing = await BullMqFrameQueue.connect(parseRedisUrl(redis.url), options);
      for (const job of [chunkJob(0), chunkJob(1)]) await filing.put(job, payloadFor(job));
      await filing.close();
      const nameOf = async (chunkId: string) => (await client.hget(names.payloadFiles, chunkId))!.split('/').at(-1)!;
      const [kept, jobless] = [await nameOf('r-g1-c0'), await nameOf('r-g1-c1')];
      const [old, young] = [basename(payloadPath('')), basename(payloadPath(''))];
      for (const name of [old, young]) writeFileSync(path(name), 'x');
      for (const name of [old, kept, jobless]) age(name);
      await (await jobs.getJob('r-g1-c1'))?.remove();
      const janitor = new PayloadJanitor(client, names, log, payloadFolder(), 1e6);
      assert.equal(await janitor.sweep(), 3); // a payload, its file, and the old one
      assert.deepEqual(files(), [kept, young].sort());
      assert.deepEqual(Object.keys(await client.hgetall(names.payloadFiles)), ['r-g1-c0']);
      await client.hset(names.payloadFiles, 'of nobody', path(kept));
      await client.hdel(names.payloadFiles, 'r-g1-c0');
      assert.equal(await janitor.sweep(), 2); // an entry that has no size, and its file
      assert.deepEqual(await client.hgetall(names.payloadFiles), {});
      assert.deepEqual(files(), [young]);
      rmSync(payloadFolder(), { recursive: true });
      assert.equal(await janitor.sweep(), 0);
      assert.deepEqual(files(), []); // the folder is there again
      janitor.close();
    });
  });

  it('does so where Redis is full of them', async () => {
    await put(3);
    await jobs.obliterate({ force: true });
    await client.config('SET', 'maxmemory', '1');
    const janitor = new PayloadJanitor(client, names, log, null, 1e6);
    assert.equal(await janitor.sweep(), 3);
    await client.config('SET', 'maxmemory', '0');
    assert.deepEqual(await waiting(), [[], 0, 0]);
    janitor.close();
  });
});
