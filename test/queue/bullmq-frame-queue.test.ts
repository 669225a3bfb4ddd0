import assert from 'node:assert/strict';
import { Queue } from 'bullmq';
import { BullMqFrameQueue } from '../../queue/bullmq-frame-queue.ts';
import { type QueueNames, queueNames } from '../../queue/queue-names.ts';
import { parseRedisUrl } from '../../queue/redis-address.ts';
import { RELEASE_PAYLOAD_KEYS, RELEASE_PAYLOAD_SCRIPT } from '../../queue/release-payload-script.ts';
import { FramefleetError } from '../../shared/errors.ts';
import { suiteRedis } from '../fixtures/redis.ts';
import { chunkJob } from './chunk-job-fixture.ts';

const jobOf = (chunkId: string) => chunkJob(0, { chunkId });
const payload = (size: number) => new Uint8Array(size).fill(7);

describe('the frames queue on BullMQ', () => {
  const redis = suiteRedis();
  let names: QueueNames;
  let jobs: Queue;
  let queue: BullMqFrameQueue;
  let testNumber = 0;
  beforeEach(async () => {
    names = queueNames(`queue-${testNumber++}`);
    jobs = new Queue(names.frames, { connection: redis.client, prefix: names.prefix });
    queue = await connect(1e6);
  });
  afterEach(() => Promise.all([queue.close(), jobs.close()]));

  const connect = (maxQueuedBytes: number, url = redis.url) =>
    BullMqFrameQueue.connect(parseRedisUrl(url), { names, maxQueuedBytes, patienceMs: 1000 });
  const waitingBytes = async () => Number(await redis.client.get(names.payloadTotal));
  const release = (chunkId: string) =>
    redis.client.eval(
      RELEASE_PAYLOAD_SCRIPT,
      RELEASE_PAYLOAD_KEYS,
      ...[names.payloadKey(chunkId), names.payloadSizes, names.payloadTotal, names.payloadFiles, chunkId],
    );

  it('puts the pixels as one binary value and the job beside it', async () => {
    assert.equal(await queue.put(jobOf('a'), payload(100)), 'queued');
    assert.deepEqual(new Uint8Array((await redis.client.getBuffer(names.payloadKey('a')))!), payload(100));
    const job = await jobs.getJob('a');
    assert.deepEqual(job?.data, jobOf('a'));
    assert.equal(job?.opts.attempts, 3);
  });

  it('counts what Redis takes for a chunk: for its pixels, and for its job', async () => {
    await queue.put(jobOf('a'), payload(24_576));
    const taken = (key: string) => redis.client.memory('USAGE', key);
    const [pixels, job] = [await taken(names.payloadKey('a')), await taken(jobs.toKey('a'))];
    assert.ok(pixels! >= 24_576 && job! > 500, `${pixels} and ${job} bytes`);
    assert.equal(await waitingBytes(), pixels! + job!);
  });

  it('counts the pixels where it may not ask for what Redis takes', async () => {
    await redis.client.call('ACL', 'SETUSER', 'default', '-memory');
    try {
      assert.equal(await queue.put(jobOf('a'), payload(300)), 'queued');
    } finally {
      await redis.client.call('ACL', 'SETUSER', 'default', '+memory');
    }
    assert.equal(await waitingBytes(), 300);
    assert.ok(await jobs.getJob('a'));
  });

  it('gives bytes back once, however often they are released', async () => {
    await queue.put(jobOf('a'), payload(300));
    const first = await waitingBytes();
    await queue.put(jobOf('b'), payload(200));
    const second = (await waitingBytes()) - first;
    for (let time = 1; time <= 2; time++) {
      await release('a');
      assert.equal(await waitingBytes(), second, `${time}`);
    }
    assert.equal(await redis.client.exists(names.payloadKey('a')), 0);
  });

  it('takes over the bytes of a job that is gone', async () => {
    await queue.put(jobOf('a'), payload(300));
    const bytes = await waitingBytes();
    await (await jobs.getJob('a'))!.remove();
    assert.equal(await queue.put(jobOf('a'), payload(300)), 'queued');
    assert.deepEqual([await jobs.getWaitingCount(), await waitingBytes()], [1, bytes]);
  });

  it('takes a Redis whose memory is full for a full queue', async () => {
    await redis.client.config('SET', 'maxmemory', '1');
    try {
      assert.equal(await queue.put(jobOf('a'), payload(100)), 'full');
      assert.equal(await redis.client.exists(names.payloadKey('a')), 0);
    } finally {
      await redis.client.config('SET', 'maxmemory', '0');
    }
  });

  it('says that Redis is full where a chunk is larger than its room, though it takes what is small', async () => {
    const used = Number(/used_memory:(\d+)/.exec(await redis.client.info('memory'))?.[1]);
    await redis.client.config('SET', 'maxmemory', String(used + 2_000_000));
    const large = await connect(1e9);
    try {
      assert.equal(await large.holdUp(null), null);
      assert.equal(await large.put(jobOf('a'), payload(6_000_000)), 'full');
      assert.match((await large.holdUp(null)) ?? '', /^Redis is full/);
      await redis.client.config('SET', 'maxmemory', '0');
      assert.equal(await large.put(jobOf('a'), payload(6_000_000)), 'queued');
      assert.equal(await large.holdUp(null), null);
    } finally {
      await large.close();
      await redis.client.config('SET', 'maxmemory', '0');
    }
  });

  it('says that Redis does not answer', async () => {
    await assert.rejects(connect(1000, 'unix:///nowhere/redis.sock'), (error: unknown) => {
      assert.ok(error instanceof FramefleetError);
      return error.code === 'QUEUE_UNREACHABLE';
    });
  });
});
