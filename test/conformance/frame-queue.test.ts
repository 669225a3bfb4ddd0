import { type Job, Queue, Worker } from 'bullmq';
import pino from 'pino';
import { BullMqFrameQueue } from '../../queue/bullmq-frame-queue.ts';
import { queueNames } from '../../queue/queue-names.ts';
import { parseRedisUrl } from '../../queue/redis-address.ts';
import { RedisChunkPorts } from '../../queue/redis-chunk-ports.ts';
import { createRedis } from '../../queue/redis-connection.ts';
import { RedisWorkerRoster } from '../../queue/redis-worker-roster.ts';
import { accountOf, type ChunkJob, chunkJobSchema } from '../../shared/chunk-job.ts';
import { OutageLog } from '../../shared/outage-log.ts';
import { startRedis, type TestRedis } from '../fixtures/redis.ts';
import { startRedisCluster } from '../fixtures/redis-cluster.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { type FrameQueueSite, testsFrameQueue } from './frame-queue.ts';
import { MemoryChunks, MemoryFrameQueue, type QueuedChunk } from './memory-frame-queue.ts';

async function memorySite(): Promise<FrameQueueSite> {
  const chunks = new MemoryChunks();
  return {
    open: async (maxQueuedBytes) => new MemoryFrameQueue(maxQueuedBytes, chunks),
    async take() {
      const next = chunks.waiting.shift() ?? null;
      if (next) chunks.inWork.set(next.job.chunkId, next);
      return next;
    },
    async finish(chunkId) {
      chunks.inWork.delete(chunkId);
      chunks.toBeStored.add(chunkId);
    },
    async store(chunkId) {
      chunks.toBeStored.delete(chunkId);
    },
    async announce(workerId, refusals) {
      chunks.workers.push({ workerId, refusals });
    },
    close: async () => undefined,
  };
}

/** Workers and service by hand, on BullMQ. */
async function bullMqSite(url: string, namespace: string, payloadFolder: string | null): Promise<FrameQueueSite> {
  const address = parseRedisUrl(url);
  const connection = createRedis(address);
  connection.on('error', () => undefined); // told by the calls that it makes fail
  const names = queueNames(namespace);
  const ports = new RedisChunkPorts(names, connection, new OutageLog(pino({ level: 'silent' })));
  const worker = new Worker<ChunkJob>(names.frames, null, { connection, prefix: names.prefix });
  const results = new Queue(names.results, { connection, prefix: names.prefix });
  const taken = new Map<string, Job<ChunkJob>>();
  return {
    open: (maxQueuedBytes) =>
      BullMqFrameQueue.connect(address, { names, maxQueuedBytes, patienceMs: 5000, payloadFolder }),
    async take(): Promise<QueuedChunk | null> {
      const next = await worker.getNextJob('token', { block: false });
      if (!next) return null;
      const job = chunkJobSchema.parse(next.data);
      taken.set(job.chunkId, next);
      const payload = await ports.fetchPayload(job);
      if (!(payload instanceof Uint8Array)) throw new Error(`Expected a payload, got ${payload}`);
      return { job, payload };
    },
    async finish(chunkId) {
      const job = taken.get(chunkId)!;
      const outcome = {
        state: 'failed' as const,
        error: 'bad',
        workerId: 'w',
        inferenceMs: 0,
        attempts: 1,
        frames: [],
        failures: [],
      };
      await ports.publish({ ...accountOf(job.data), ...outcome });
      await ports.releasePayload(chunkId);
      await job.moveToCompleted(null, 'token', false);
    },
    async store(chunkId) {
      await (await results.getJob(chunkId))?.remove();
    },
    announce: (workerId, refusals) => new RedisWorkerRoster(names, connection).announce(workerId, refusals),
    async close() {
      await Promise.all([worker.close(), results.close(), ports.close()]);
      connection.disconnect();
    },
  };
}

testsFrameQueue('a queue in memory', memorySite);

for (const [what, start] of [
  ['BullMQ on Redis', startRedis],
  ['BullMQ on a Redis cluster', startRedisCluster],
] as const) {
  describe(what, () => {
    let redis: Pick<TestRedis, 'url' | 'stop'>;
    let siteNumber = 0;
    before(async () => {
      redis = await start();
    });
    after(() => redis.stop());
    const payloadFolder = temporaryFolder();
    testsFrameQueue(what, () => bullMqSite(redis.url, `conformance-${siteNumber++}`, null));
    testsFrameQueue(`${what}, pixels in files`, () =>
      bullMqSite(redis.url, `conformance-${siteNumber++}`, payloadFolder()),
    );
  });
}
