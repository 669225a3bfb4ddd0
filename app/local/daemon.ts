import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseRedisUrl } from '../../queue/redis-address.ts';
import { type ResultsService, type ResultsServiceOptions, startResultsService } from '../../results/service.ts';
import { StoreError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logging.ts';
import type { HomePaths } from '../home.ts';
import { SourceFrames } from '../pictures/source-frames.ts';
import { serviceReport } from '../report/service-report.ts';
import { EmbeddedRedis } from './embedded-redis.ts';
import { requireOwnFolder } from './own-folder.ts';
import { makePayloadFolder, removePayloadFolder } from './payload-folder.ts';

/** A daemon that nobody connects to for so long after it has started ends again. */
const UNUSED_MS = 10_000;
/** Once the store is open, the service answers within this time. A large one takes minutes where it is brought to this version. */
const START_TIMEOUT_MS = 60_000;
/** A reader of the store, or a daemon that is about to end, holds the file this long at most. */
const STORE_RETRY_MS = 5_000;

/** Results that a killed daemon held are handed to the next one after twice that at most. */
const LOCK_DURATION_MS = 5_000;

export interface DaemonSettings {
  readonly paths: HomePaths;
  /** Redis by URL; `null`: an embedded one. */
  readonly redisUrl: string | null;
  readonly namespace: string;
  /** Folders below which sources are looked for beside their places. */
  readonly media: readonly string[];
  readonly ffmpegPath: string | null;
}

/**
 * What the commands of one home share while at least one of them runs: an embedded Redis and the results service. Ends
 * with the last connection.
 *
 * @throws {FramefleetError} `QUEUE_UNREACHABLE`, `STORE_UNWRITABLE`, `STORE_UNREACHABLE`, `CONFIG_INVALID` for sockets that are not ours
 */
export async function runDaemon(settings: DaemonSettings, log: Logger): Promise<void> {
  const { paths, redisUrl, namespace } = settings;
  process.umask(0o077);
  await requireOwnFolder(paths.runFolder, { make: true });
  let redis: EmbeddedRedis | null = null;
  let payloadFolder: string | null = null;
  let service: ResultsService;
  let end: () => void = () => undefined;
  const unused = new Promise<void>((resolve) => {
    end = resolve;
  });
  let isUsed = false;
  const remove = async () => {
    if (payloadFolder !== null) await removePayloadFolder(payloadFolder, paths.payloadNote, log);
  };
  try {
    service = await startService({
      storePath: paths.storeFile,
      redis: parseRedisUrl(redisUrl ?? `unix://${paths.redisSocket}`),
      namespace,
      listen: { socketPath: paths.resultsSocket },
      frames: new SourceFrames({ ...settings, log }),
      reports: serviceReport,
      logger: log,
      lockDurationMs: LOCK_DURATION_MS,
      // of several daemons that start at once, the one that has the store alone starts a Redis
      async onStoreOpen() {
        if (redisUrl !== null) return null;
        payloadFolder = await makePayloadFolder(paths.payloadNote, log);
        redis = await EmbeddedRedis.start(paths.redisSocket, log, payloadFolder);
        return payloadFolder;
      },
      onLeaseCount(openLeases) {
        isUsed = true;
        if (openLeases === 0) end();
      },
    });
  } catch (error) {
    await endOwn(redis);
    if (!(redis as EmbeddedRedis | null)?.isAdopted) await remove();
    throw error;
  }
  const unleased = setTimeout(() => isUsed || end(), UNUSED_MS);
  await unused;
  clearTimeout(unleased);
  await service.endCaptures(); // whoever captured held a connection
  await remove(); // while the store is this daemon's: the next one makes another when it has the store
  await service.close();
  await (redis as EmbeddedRedis | null)?.close();
}

/** A Redis that ran before may have other users. */
async function endOwn(redis: EmbeddedRedis | null): Promise<void> {
  if (redis && !redis.isAdopted) await redis.close();
}

async function startService(options: ResultsServiceOptions): Promise<ResultsService> {
  const opened = new AbortController();
  const timeout = once(opened.signal, 'abort').then(async () => {
    await sleep(START_TIMEOUT_MS, undefined, { ref: false });
    const reason = `Expected the results service to start within ${START_TIMEOUT_MS / 1000} s, got no answer of Redis.`;
    throw new StoreError('STORE_UNREACHABLE', reason);
  });
  timeout.catch(() => undefined); // it may have started long before
  const onStoreOpen = async () => {
    opened.abort();
    return (await options.onStoreOpen?.()) ?? null;
  };
  return Promise.race([startOnceFree({ ...options, onStoreOpen }), timeout]);
}

async function startOnceFree(options: ResultsServiceOptions): Promise<ResultsService> {
  const deadline = Date.now() + STORE_RETRY_MS;
  for (;;) {
    try {
      return await startResultsService(options);
    } catch (error) {
      if (!(error instanceof StoreError && error.code === 'STORE_LOCKED') || Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
}
