import { hostname } from 'node:os';
import pino from 'pino';
import { hasHungThread } from '../model/detector/threaded-detector.ts';
import { usableCores } from '../model/runtime/cpu-quota.ts';
import { queueNames } from '../queue/queue-names.ts';
import { accessPolicyOf } from '../shared/access.ts';
import type { Size } from '../shared/geometry.ts';
import { createLogger } from '../shared/logging.ts';
import { OutageLog } from '../shared/outage-log.ts';
import type { Preload } from '../shared/preload.ts';
import type { ModelReference } from '../shared/run.ts';
import { DetectorCache } from './detector-cache.ts';
import { endWithParent } from './end-with-parent.ts';
import { endWithoutRedis } from './end-without-redis.ts';
import { startHealthServer } from './health-server.ts';
import { ModelReadiness } from './model-readiness.ts';
import { toldPreload } from './told-preload.ts';
import type { WorkerConfig } from './worker-config.ts';

/**
 * Runs one worker until it is told to stop: the first SIGTERM or SIGINT finishes the chunk in hand, the second ends at
 * once; so does the end of the process that forked it. One whose model is to be `told` loads its packages, and takes part then.
 *
 * @throws {ConfigError} when the Redis URL is not understood, or others than this machine would be answered without a token
 * @throws {ModelError} `GPU_UNAVAILABLE`
 */
export async function runWorker(config: WorkerConfig): Promise<void> {
  const outliveParent = endWithParent();
  const workerId = `${hostname()}-${process.pid}`;
  const log = createLogger('worker', config.logLevel, pino.destination({ dest: 1, sync: true })).child({ workerId });
  const names = queueNames(config.namespace);
  const threads = config.threads ?? usableCores();
  const healthPolicy = config.healthPort && accessPolicyOf(config.healthPort, config);

  if (config.device === 'gpu') {
    const { requireGpu } = await import('../model/runtime/require-gpu.ts');
    await requireGpu();
  }
  const session = { threads, allowSpinning: config.spinning, device: config.device };
  const stuck = new AbortController();
  const patience = { frameDeadlineMs: config.frameDeadlineMs, onStuck: () => stuck.abort() };
  const detectors = new DetectorCache(config.home, session, log, patience);
  const begin = async (preload: Preload | null) => {
    if (preload) await detectors.preload(preload.modelSha256, preload.size);
    return preload;
  };
  const begun = config.preload === 'told' ? toldPreload().then(begin) : begin(config.preload);
  // The queue's packages take longer to load than a model does: one that is known at once is begun before.
  if (config.preload !== 'told') await begun;
  const [
    preload,
    { createRedis },
    { parseRedisUrl, redactRedisUrl },
    { ChunkConsumer },
    { ChunkProcessor },
    { RedisChunkPorts },
    { RedisWatch },
    { RedisWorkerRoster },
    { PictureConsumer },
    { PictureProcessor },
  ] = await Promise.all([
    begun,
    import('../queue/redis-connection.ts'),
    import('../queue/redis-address.ts'),
    import('../queue/chunk-consumer.ts'),
    import('./chunk-processor.ts'),
    import('../queue/redis-chunk-ports.ts'),
    import('../queue/redis-watch.ts'),
    import('../queue/redis-worker-roster.ts'),
    import('../queue/picture-consumer.ts'),
    import('./picture-processor.ts'),
  ]);

  const address = parseRedisUrl(config.redisUrl);
  const connections = [createRedis(address), createRedis(address)] as const;
  const outages = new OutageLog(log);
  const watches = connections.map((connection) => new RedisWatch(connection, outages));
  const [queues, commands] = connections; // payloads are long, and must not keep locks from being renewed

  const ports = new RedisChunkPorts(names, commands, outages);
  const load = (model: ModelReference, size: Size | null) => detectors.use(model, size, async () => undefined);
  const roster = new RedisWorkerRoster(names, commands);
  const readiness = new ModelReadiness(load, roster, workerId, log);
  if (preload) {
    const { modelSha256, size } = preload;
    const model = { modelId: modelSha256, modelSha256 };
    load(model, size).catch((error: unknown) => readiness.refuse(model, size, error));
  }
  const processor = new ChunkProcessor(ports, detectors, readiness, workerId, log);
  const { lockDurationMs } = config;
  const consumer = new ChunkConsumer(names, queues, processor, { workerId, lockDurationMs, log, outages });
  const pictures = new PictureConsumer(
    { names, queues, commands, roster },
    new PictureProcessor(detectors, config.home, log),
    workerId,
    { log, outages },
  );
  const health =
    config.healthPort === null || healthPolicy === null
      ? null
      : await startHealthServer(config.healthPort, healthPolicy, () => ({
          isRunning: consumer.isRunning && commands.status === 'ready' && watches.every(({ isSilent }) => !isSilent),
          waitingFor: outages.waitingFor,
          refusals: readiness.refusals,
          discardedChunks: processor.discardedChunks,
        }));
  log.info({ device: config.device, threads, redis: redactRedisUrl(config.redisUrl) }, 'worker started');

  await firstSignal(stuck.signal);
  const endNow = () => process.kill(process.pid, 'SIGKILL'); // `exit` would wait for a thread amid an inference
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, endNow);
  if (stuck.signal.aborted) log.error('the model hangs in native code, and with it this process: it ends, for another');
  log.info('stopping: the chunk in hand is finished');
  const stayOn = endWithoutRedis(connections, watches, log);
  const closed = Promise.all([consumer.close(), pictures.close()]);
  detectors.releaseQueued();
  ports.giveUp();
  await closed;
  await readiness.close();
  await ports.close();
  await detectors.close();
  stayOn();
  for (const watch of watches) watch.close();
  for (const connection of connections) connection.disconnect();
  health?.close();
  outliveParent();
  if (process.connected) process.disconnect();
  log.info('worker stopped');
  if (hasHungThread()) endNow();
}

/** Resolves at the first signal to stop, or when the process is of no use any more. */
function firstSignal(stuck: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
    stuck.addEventListener('abort', () => resolve());
  });
}
