import { hostname } from 'node:os';
import { pino } from 'pino';
import { ChunkConsumer } from '../../../queue/chunk-consumer.ts';
import { queueNames } from '../../../queue/queue-names.ts';
import { parseRedisUrl } from '../../../queue/redis-address.ts';
import { RedisChunkPorts } from '../../../queue/redis-chunk-ports.ts';
import { createRedis } from '../../../queue/redis-connection.ts';
import { RedisWorkerRoster } from '../../../queue/redis-worker-roster.ts';
import { OutageLog } from '../../../shared/outage-log.ts';
import type { ChunkHandler, ChunkPorts } from '../../../shared/ports.ts';
import { ChunkProcessor } from '../../../worker/chunk-processor.ts';
import { DetectorCache } from '../../../worker/detector-cache.ts';
import { endWithParent } from '../../../worker/end-with-parent.ts';
import { ModelReadiness } from '../../../worker/model-readiness.ts';
import type { ChunkTimes, ScalingWorkerTask } from './scaling-messages.ts';
import { SleepingDetector } from './sleeping-detector.ts';

// A worker as `framefleet worker` is one, but for its detector, and for what it tells of its chunks.

endWithParent();
const { redisUrl, namespace, home, detector } = JSON.parse(process.argv[2]!) as ScalingWorkerTask;
const log = pino({ level: 'silent' });
const names = queueNames(namespace);
const workerId = `${hostname()}-${process.pid}`;
const [blocking, commands] = [createRedis(parseRedisUrl(redisUrl)), createRedis(parseRedisUrl(redisUrl))];
for (const connection of [blocking, commands]) connection.on('error', () => undefined); // Redis ends before it

const detectors = detectorsOf();
const outages = new OutageLog(log);
const ports = new RedisChunkPorts(names, commands, outages);
const fetchedAt = new Map<string, number>();
const timedPorts: ChunkPorts = {
  async fetchPayload(chunk) {
    const payload = await ports.fetchPayload(chunk);
    fetchedAt.set(chunk.chunkId, Date.now());
    return payload;
  },
  publish: (result) => ports.publish(result),
  releasePayload: (chunkId) => ports.releasePayload(chunkId),
};
const readiness = new ModelReadiness(async () => undefined, new RedisWorkerRoster(names, commands), workerId, log);
const processor = new ChunkProcessor(timedPorts, detectors, readiness, workerId, log);
const handler: ChunkHandler = {
  async process(job, attempt) {
    await processor.process(job, attempt);
    const { chunkId } = job;
    const times: ChunkTimes = {
      ...{ chunkId, frames: job.frames.length },
      ...{ fetchedAt: fetchedAt.get(chunkId) ?? 0, doneAt: Date.now() },
    };
    fetchedAt.delete(chunkId);
    process.send?.(times);
  },
  fail: (...failed) => processor.fail(...failed),
  discard: (chunkId) => processor.discard(chunkId),
  wants: (job, putAt) => processor.wants(job, putAt),
};
new ChunkConsumer(names, blocking, handler, { workerId, lockDurationMs: 10_000, log, outages });
process.send?.('ready');

function detectorsOf(): Pick<DetectorCache, 'use'> {
  if (detector.kind === 'model') {
    return new DetectorCache(home, { threads: detector.threads, allowSpinning: true }, log);
  }
  const sleeping = new SleepingDetector(detector.input, detector.latencyMs);
  return { use: (_model, _size, action) => action(sleeping) };
}
