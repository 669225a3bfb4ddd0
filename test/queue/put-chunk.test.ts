import assert from 'node:assert/strict';
import { Queue } from 'bullmq';
import { BullMqFrameQueue } from '../../queue/bullmq-frame-queue.ts';
import { type QueueNames, queueNames } from '../../queue/queue-names.ts';
import { parseRedisUrl } from '../../queue/redis-address.ts';
import { RELEASE_PAYLOAD_KEYS, RELEASE_PAYLOAD_SCRIPT } from '../../queue/release-payload-script.ts';
import { until } from '../fixtures/processes.ts';
import { suiteRedis } from '../fixtures/redis.ts';
import { chunkFrame, chunkJob, payloadFor } from './chunk-job-fixture.ts';

describe('putting a chunk', () => {
  const redis = suiteRedis();
  let names: QueueNames;
  let queue: BullMqFrameQueue;
  let testNumber = 0;
  beforeEach(async () => {
    names = queueNames(`put-${testNumber++}`);
    queue = await BullMqFrameQueue.connect(parseRedisUrl(redis.url), { names, maxQueuedBytes: 1e6, patienceMs: 1000 });
  });
  afterEach(() => queue.close());

  /** All that Redis holds of a namespace, but times and what differs from put to put. */
  const contents = async ({ prefix }: QueueNames) => {
    const found: Record<string, unknown> = {};
    for (const key of (await redis.client.keys(`${prefix}*`)).sort()) {
      const type = await redis.client.type(key);
      const name = key.slice(prefix.length);
      if (type === 'hash') {
        const { timestamp, ...fields } = await redis.client.hgetall(key);
        found[name] = { ...fields, ...(timestamp && { timestamp: timestamp.length }) };
      } else if (type === 'list') found[name] = await redis.client.lrange(key, 0, -1);
      else if (type === 'zset') found[name] = await redis.client.zrange(key, '0', '-1', 'WITHSCORES');
      else if (type === 'stream') found[name] = (await redis.client.xrange(key, '-', '+')).map(([, fields]) => fields);
      else found[name] = await redis.client.get(key);
    }
    return found;
  };

  it('leaves in Redis what BullMQ itself leaves when it adds the job, and the bytes', async () => {
    const job = chunkJob(0);
    await queue.put(job, payloadFor(job));
    const own = queueNames(`${testNumber}-own`);
    const plain = new Queue(own.frames, { connection: redis.client, prefix: own.prefix });
    const options = { attempts: 3, backoff: { type: 'exponential', delay: 500 } };
    await plain.add('chunk', job, { jobId: job.chunkId, ...options, removeOnComplete: true, removeOnFail: true });
    await plain.close();
    const { ':generation:r': generation, ...others } = await contents(names);
    const bytes = [':payload-sizes', ':payload-total', `:payload:${job.chunkId}`];
    assert.equal(generation, '1');
    assert.deepEqual(
      Object.fromEntries(Object.entries(others).filter(([name]) => !bytes.includes(name))),
      await contents(own),
    );
    const { ':payload-sizes': sizes, ':payload-total': total } = others;
    assert.ok(Number(total) > 100, `${total}`);
    assert.deepEqual(sizes, { [job.chunkId]: total });
  });

  it('sends one transaction, so that what a producer that dies has sent is done in full or not at all', async () => {
    await queue.put(chunkJob(0), payloadFor(chunkJob(0)));
    const monitor = await redis.client.duplicate().monitor();
    const commands: string[] = [];
    monitor.on('monitor', (_time: string, [name, ...args]: string[], source: string) => {
      const isOurs = args.length === 0 || args.some((arg) => arg.includes(names.prefix));
      if (source !== 'lua' && isOurs) commands.push(name!.toLowerCase());
    });
    try {
      await queue.put(chunkJob(1), payloadFor(chunkJob(1)));
      await redis.client.exists(`${names.prefix}:the-end`);
      await until('the monitor has seen it', () => commands.at(-1) === 'exists');
    } finally {
      monitor.disconnect();
    }
    assert.deepEqual(commands, ['eval', 'multi', 'set', 'evalsha', 'exec', 'exists']);
  });

  it('counts a chunk without pixels as what its job takes, until it is let go', async () => {
    const carriedFrom = { frameIndex: 0, chunkIndex: 0 };
    const bare = (index: number) => chunkJob(index, { frames: [{ ...chunkFrame(index), carriedFrom }] });
    let put = 0;
    while ((await queue.put(bare(put + 1), new Uint8Array(0))) === 'queued' && put < 5000) put++;
    const total = async () => Number(await redis.client.get(names.payloadTotal));
    const full = await total();
    assert.ok(full > 500 * put, `${full} bytes`);
    assert.ok(put >= 1 && put < 5000, `${put} chunks`);
    assert.equal((await redis.client.getBuffer(names.payloadKey(bare(1).chunkId)))?.length, 0);
    const { chunkId } = bare(1);
    const keys = [names.payloadKey(chunkId), names.payloadSizes, names.payloadTotal];
    await redis.client.eval(RELEASE_PAYLOAD_SCRIPT, RELEASE_PAYLOAD_KEYS, ...keys, chunkId);
    assert.ok((await total()) < full - 500);
  });

  it('puts nothing at all when Redis has no room', async () => {
    await until('BullMQ has said hello', async () => (await redis.client.exists(`${names.prefix}:frames:meta`)) === 1);
    const before = await contents(names);
    await redis.client.config('SET', 'maxmemory', '1');
    try {
      assert.equal(await queue.put(chunkJob(0), payloadFor(chunkJob(0))), 'full');
      assert.deepEqual(await contents(names), before);
    } finally {
      await redis.client.config('SET', 'maxmemory', '0');
    }
    assert.equal(await queue.put(chunkJob(0), payloadFor(chunkJob(0))), 'queued');
  });

  it('says which generation of the run is the current one, for a week', async () => {
    await queue.put(chunkJob(0, { generation: 5 }), payloadFor(chunkJob(0)));
    assert.equal(await redis.client.get(names.generationKey('r')), '5');
    const ttl = await redis.client.ttl(names.generationKey('r'));
    assert.ok(ttl > 6 * 86_400 && ttl <= 7 * 86_400, `${ttl} s`);
    await queue.put(chunkJob(0, { generation: 7 }), payloadFor(chunkJob(0)));
    assert.equal(await redis.client.get(names.generationKey('r')), '7');
  });

  it('refuses chunks of a run that was begun anew meanwhile', async () => {
    await queue.put(chunkJob(0, { generation: 7 }), payloadFor(chunkJob(0)));
    const waiting = await redis.client.get(names.payloadTotal);
    await assert.rejects(queue.put(chunkJob(0, { generation: 5 }), payloadFor(chunkJob(0))), {
      code: 'RUN_CONFLICT',
      message: /begun anew/,
    });
    assert.equal(await redis.client.get(names.payloadTotal), waiting);
    assert.equal(await redis.client.exists(names.incomingKey(chunkJob(0).chunkId)), 0);
    assert.equal(await queue.put(chunkJob(0, { runId: 'other', generation: 5 }), payloadFor(chunkJob(0))), 'queued');
  });

  it('puts every chunk once though Redis forgets scripts and breaks connections amid it', async () => {
    for (let index = 0; index < 20; index++) {
      const put = queue.put(chunkJob(index), payloadFor(chunkJob(index)));
      if (index % 2 === 0) await redis.client.script('FLUSH');
      else await redis.client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      assert.equal(await put, 'queued');
    }
    assert.equal(await redis.client.llen(`${names.prefix}:frames:wait`), 20);
    assert.deepEqual(await redis.client.keys(`${names.prefix}:incoming:*`), []);
    assert.equal((await redis.client.hkeys(names.payloadSizes)).length, 20);
    assert.equal(await redis.client.pttl(names.payloadKey(chunkJob(0).chunkId)), -1);
  });
});
