import assert from 'node:assert/strict';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { BullMqFrameQueue } from '../../queue/bullmq-frame-queue.ts';
import { recordScripts } from '../../queue/job-adder.ts';
import { PutChunkCommand } from '../../queue/put-chunk-command.ts';
import { type QueueNames, queueNames } from '../../queue/queue-names.ts';
import { parseRedisUrl } from '../../queue/redis-address.ts';
import { createRedis } from '../../queue/redis-connection.ts';
import { RELEASE_PAYLOAD_KEYS, RELEASE_PAYLOAD_SCRIPT } from '../../queue/release-payload-script.ts';
import { SetUncopied } from '../../queue/uncopied-value.ts';
import { until } from '../fixtures/processes.ts';
import { suiteRedis } from '../fixtures/redis.ts';
import { chunkFrame, chunkJob, payloadFor } from './chunk-job-fixture.ts';
import { CutConnection } from './cut-connection.ts';

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

  it('sends pixels and one script, so that a producer that dies leaves a whole chunk, or what expires', async () => {
    await queue.put(chunkJob(0), payloadFor(chunkJob(0)));
    const monitor = await redis.client.monitor();
    const commands: string[] = [];
    monitor.on('monitor', (_time: string, [name, ...args]: string[], source: string) => {
      if (source !== 'lua' && args.some((arg) => arg.includes(names.prefix))) commands.push(name!.toLowerCase());
    });
    try {
      await queue.put(chunkJob(1), payloadFor(chunkJob(1)));
      await redis.client.exists(`${names.prefix}:the-end`);
      await until('the monitor has seen it', () => commands.at(-1) === 'exists');
    } finally {
      monitor.disconnect();
    }
    assert.deepEqual(commands, ['eval', 'set', 'evalsha', 'exists']);
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
    const keys = [names.payloadKey(chunkId), names.payloadSizes, names.payloadTotal, names.payloadFiles];
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

  it('sends pixels as they are, under a key that expires', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('a\r\nbü\0'), Buffer.alloc(3e6, 7)]) {
      await redis.client.sendCommand(new SetUncopied('schlüssel', bytes, 60_000));
      assert.ok((await redis.client.getBuffer('schlüssel'))?.equals(bytes), `${bytes.length} bytes`);
      const left = await redis.client.pttl('schlüssel');
      assert.ok(left > 30_000 && left <= 60_000, `${left} ms`);
    }
    await redis.client.del('schlüssel');
  });

  it('sends pixels again that are gone when their script comes', async () => {
    const own = createRedis(parseRedisUrl(redis.url)) as Redis;
    const scripts = recordScripts(own);
    const jobs = new Queue(names.frames, { connection: own, prefix: names.prefix });
    await jobs.waitUntilReady();
    const command = new PutChunkCommand(own, jobs, scripts, { names, priority: 'normal', payloadFolder: null });
    const put = await command.prepare(chunkJob(0), payloadFor(chunkJob(0)), 1e6);
    const send = own.sendCommand.bind(own);
    let sent = 0;
    own.sendCommand = (one, ...more) =>
      one instanceof SetUncopied && ++sent <= 2 ? Promise.resolve('OK') : send(one, ...more);
    assert.equal(await put(), 'queued');
    assert.equal(sent, 3);
    await expectChunks(1);
    await jobs.close();
    own.disconnect();
  });

  it('puts every chunk once though Redis forgets the script', async () => {
    for (let index = 0; index < 5; index++) {
      await redis.client.script('FLUSH');
      assert.equal(await queue.put(chunkJob(index), payloadFor(chunkJob(index))), 'queued');
    }
    await expectChunks(5);
  });

  /** That so many chunks wait, each once and whole, and that nothing else has stayed. */
  async function expectChunks(count: number, job = chunkJob): Promise<void> {
    assert.equal(await redis.client.llen(`${names.prefix}:frames:wait`), count);
    assert.deepEqual(await redis.client.keys(`${names.prefix}:incoming:*`), []);
    const sizes = await redis.client.hgetall(names.payloadSizes);
    assert.equal(Object.keys(sizes).length, count);
    const total = Object.values(sizes).reduce((sum, size) => sum + Number(size), 0);
    assert.equal(Number(await redis.client.get(names.payloadTotal)), total);
    for (let index = 0; index < count; index++) {
      const { chunkId } = job(index);
      assert.equal(await redis.client.pttl(names.payloadKey(chunkId)), -1);
      const stored = await redis.client.getBuffer(names.payloadKey(chunkId));
      assert.ok(stored?.equals(payloadFor(job(index))), `chunk ${index}`);
    }
  }

  it('puts every chunk once, whole, though the connection breaks amid its pixels, its script or the answers', async () => {
    const cut = await CutConnection.open(redis.url);
    const own = await BullMqFrameQueue.connect(parseRedisUrl(cut.url), {
      names,
      maxQueuedBytes: 1e9,
      patienceMs: 5000,
    });
    try {
      const job = (index: number) => chunkJob(index, { frameWidth: 1000, frameHeight: 1000 });
      await own.put(job(0), payloadFor(job(0)));
      let index = 1;
      const size = payloadFor(job(0)).byteLength;
      const there = [0, 1, 300, 600, 900, size / 2, size - 100, size, size + 300, size + 700, size + 1500, size + 2500];
      const back = [0, 1, 3, 4, 5, 6, 8, 12];
      const ways = [
        ...there.map((bytes) => ['there', bytes] as const),
        ...back.map((bytes) => ['back', bytes] as const),
      ];
      for (const [way, bytes] of ways) {
        const breaks = cut.breaks;
        cut.breakAfter(way, bytes);
        assert.equal(await own.put(job(index), payloadFor(job(index))), 'queued', `${way}, ${bytes} bytes`);
        if (way === 'there' && bytes <= size) assert.equal(cut.breaks, breaks + 1);
        index += 1;
      }
      assert.ok(cut.breaks >= ways.length - 4, `${cut.breaks} of ${ways.length}`);
      await expectChunks(index, job);
    } finally {
      cut.breakAfter('there', Number.POSITIVE_INFINITY);
      await own.close();
      cut.close();
    }
  });
});
