import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { BullMqFrameQueue } from '../../queue/bullmq-frame-queue.ts';
import { type QueueNames, queueNames } from '../../queue/queue-names.ts';
import { parseRedisUrl } from '../../queue/redis-address.ts';
import { until } from '../fixtures/processes.ts';
import { suiteRedis } from '../fixtures/redis.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { chunkFrame, chunkJob, payloadFor } from './chunk-job-fixture.ts';
import { CutConnection } from './cut-connection.ts';

describe('putting a chunk whose pixels lie in a file', () => {
  const redis = suiteRedis();
  const payloadFolder = temporaryFolder();
  let names: QueueNames;
  let queue: BullMqFrameQueue;
  let testNumber = 0;
  beforeEach(async () => {
    names = queueNames(`put-file-${testNumber++}`);
    queue = await connect();
  });
  afterEach(() => queue.close());

  const connect = (url = redis.url, maxQueuedBytes = 1e6) =>
    BullMqFrameQueue.connect(parseRedisUrl(url), {
      ...{ names, maxQueuedBytes, patienceMs: 5000, payloadFolder: payloadFolder() },
    });
  const put = (job = chunkJob(0)) => queue.put(job, payloadFor(job));
  const files = () => readdirSync(payloadFolder()).map((name) => join(payloadFolder(), name));
  const isInRedis = async (chunkId: string) => (await redis.client.exists(names.payloadKey(chunkId))) === 1;

  /** That so many chunks wait, each once, whole and in a file, and that nothing else has stayed. */
  async function expectChunks(count: number, job = chunkJob): Promise<void> {
    assert.equal(await redis.client.llen(`${names.prefix}:frames:wait`), count);
    assert.deepEqual(await redis.client.keys(`${names.prefix}:incoming:*`), []);
    assert.deepEqual(await redis.client.keys(`${names.prefix}:payload:*`), []);
    const paths = await redis.client.hgetall(names.payloadFiles);
    assert.deepEqual(Object.keys(paths).sort(), Array.from({ length: count }, (_, at) => job(at).chunkId).sort());
    assert.deepEqual(Object.values(paths).sort(), files().sort());
    const sizes = await redis.client.hgetall(names.payloadSizes);
    const total = Object.values(sizes).reduce((sum, size) => sum + Number(size), 0);
    assert.equal(Number((await redis.client.get(names.payloadTotal)) ?? 0), total);
    for (let index = 0; index < count; index++) {
      const { chunkId } = job(index);
      assert.ok(readFileSync(paths[chunkId]!).equals(payloadFor(job(index))), `chunk ${index}`);
      assert.ok(Number(sizes[chunkId]) > payloadFor(job(index)).byteLength, 'the job counts too');
    }
  }

  it('sends no pixels to Redis, which knows where they are', async () => {
    assert.equal(await put(), 'queued');
    assert.equal(await put(chunkJob(1)), 'queued');
    await expectChunks(2);
  });

  it('leaves no file where the chunk waits already, finds no room, is of before, or Redis has no room', async () => {
    await put(chunkJob(0, { generation: 2 }));
    assert.equal(await put(chunkJob(0, { generation: 2 })), 'queued');
    await assert.rejects(put(chunkJob(3)), { code: 'RUN_CONFLICT' });
    await redis.client.set(names.payloadTotal, 2e6);
    assert.equal(await put(chunkJob(4, { generation: 2 })), 'full');
    await redis.client.set(names.payloadTotal, (await redis.client.hvals(names.payloadSizes))[0]!);
    await until('BullMQ has said hello', async () => (await redis.client.exists(`${names.prefix}:frames:meta`)) === 1);
    await redis.client.config('SET', 'maxmemory', '1');
    try {
      assert.equal(await put(chunkJob(5, { generation: 2 })), 'full');
    } finally {
      await redis.client.config('SET', 'maxmemory', '0');
    }
    await expectChunks(1, (index) => chunkJob(index, { generation: 2 }));
  });

  it('counts files against the budget as it counts pixels in Redis', async () => {
    const own = await connect(redis.url, 50_000);
    const job = (index: number) => chunkJob(index, { frameWidth: 100, frameHeight: 100 });
    let count = 0;
    while ((await own.put(job(count), payloadFor(job(count)))) === 'queued') count++;
    await own.close();
    assert.ok(count === 4 || count === 3, `${count} chunks of 10000 bytes and what their jobs take`);
    await expectChunks(count, job);
  });

  it('sends what a camera gave to Redis, and what is no pixel', async () => {
    const live = chunkJob(0, { frames: [{ ...chunkFrame(0), capturedAt: 1000 }] });
    const carried = chunkJob(1, { frames: [{ ...chunkFrame(1), carriedFrom: { frameIndex: 0, chunkIndex: 0 } }] });
    assert.deepEqual([await put(live), await put(carried)], ['queued', 'queued']);
    assert.deepEqual([await isInRedis(live.chunkId), await isInRedis(carried.chunkId), files()], [true, true, []]);
  });

  it('sends pixels to Redis where the folder is gone, and forgets what lay in a file before', async () => {
    const { chunkId } = chunkJob(0);
    await put();
    const jobs = new Queue(names.frames, { connection: redis.client, prefix: names.prefix });
    const deleteJob = async () => (await jobs.getJob(chunkId))?.remove();
    await deleteJob();
    rmSync(payloadFolder(), { recursive: true });
    assert.equal(await put(), 'queued');
    assert.deepEqual([await isInRedis(chunkId), await redis.client.hlen(names.payloadFiles)], [true, 0]);
    await jobs.close();
  });

  it('forgets the pixels in Redis of a chunk that is put in a file', async () => {
    const { chunkId } = chunkJob(0);
    await redis.client.set(names.payloadKey(chunkId), 'of before');
    await put();
    await expectChunks(1);
  });

  it('puts every chunk once, whole, though the connection breaks amid its script or the answers', async () => {
    const cut = await CutConnection.open(redis.url);
    const own = await connect(cut.url, 1e9);
    try {
      await own.put(chunkJob(0), payloadFor(chunkJob(0)));
      let index = 1;
      const ways = [
        ...[0, 1, 300, 600, 700, 900, 1500, 2500].map((bytes) => ['there', bytes] as const),
        ...[0, 1, 3, 4, 5, 6, 8, 12].map((bytes) => ['back', bytes] as const),
      ];
      for (const [way, bytes] of ways) {
        cut.breakAfter(way, bytes);
        assert.equal(await own.put(chunkJob(index), payloadFor(chunkJob(index))), 'queued', `${way}, ${bytes} bytes`);
        index += 1;
      }
      assert.ok(cut.breaks >= ways.length - 4, `${cut.breaks} of ${ways.length}`);
      await expectChunks(index);
    } finally {
      cut.breakAfter('there', Number.POSITIVE_INFINITY);
      await own.close();
      cut.close();
    }
  });
});
