import { dirname, join } from 'node:path';
import { BullMqPictureQueue } from '../queue/bullmq-picture-queue.ts';
import { queueNames } from '../queue/queue-names.ts';
import type { RedisAddress } from '../queue/redis-address.ts';
import { accessPolicyOf, type GivenTokens } from '../shared/access.ts';
import type { FramePictures } from '../shared/frame-pictures.ts';
import { HOLD_UPS } from '../shared/hold-ups.ts';
import type { ListenTarget } from '../shared/listen-address.ts';
import type { Logger } from '../shared/logging.ts';
import type { MakeReport } from '../shared/report.ts';
import { NotesFile } from './home-files/notes-file.ts';
import { ZonesYaml } from './home-files/zones-yaml.ts';
import type { HttpLimits } from './http/http-limits.ts';
import { listen } from './http/listen.ts';
import { FollowedRuns } from './ingest/followed-runs.ts';
import { startIngest } from './ingest/ingest.ts';
import type { LakeKeeper } from './lake/lake-keeper.ts';
import { CaptureWatch } from './store/capture-watch.ts';
import { DuckDbStore, type StoreLimits } from './store/duckdb-store.ts';

const DEFAULT_LOCK_DURATION_MS = 30_000;
const DEFAULT_CAPTURE_WATCH_MS = 10_000;

export interface ResultsServiceOptions {
  /** The DuckDB file; made, with its folder, where it is missing. In the folder above it lie people's own files: `zones.yaml`, `notes.json`. */
  readonly storePath: string;
  readonly redis: RedisAddress;
  /** As for `queueNames`. */
  readonly namespace?: string;
  readonly listen: ListenTarget;
  /** Gives frames of recorded sources; closed with the service. */
  readonly frames: FramePictures;
  readonly reports: MakeReport;
  /** Who is let in; needed elsewhere than on loopback and Unix sockets. */
  readonly tokens?: GivenTokens;
  readonly limits?: Partial<HttpLimits>;
  readonly storeLimits?: StoreLimits;
  readonly logger: Logger;
  /**
   * Called when the store is this service's own and nobody else's, before anything is taken from Redis. Tells where payloads of that lie as
   * files, of which those are deleted that nobody knows; `null`: nowhere.
   */
  readonly onStoreOpen?: () => Promise<string | null>;
  /** Called with the number of open leases (`GET /lease`) whenever it changes. */
  readonly onLeaseCount?: (openLeases: number) => void;
  /** Where complete runs are kept as Parquet files, and how often they are looked for; none where it is absent. */
  readonly lake?: { readonly folder: string; readonly intervalMs?: number };
  /** Time after which the results that a crashed service held are handed out again. */
  readonly lockDurationMs?: number;
  /** How often captures that are dead are looked for, and their runs ended. */
  readonly captureWatchMs?: number;
  /** Without a report for so long, a capture is dead. */
  readonly captureSilentMs?: number;
}

export interface ResultsService {
  /** As `FRAMEFLEET_RESULTS_URL` takes it. */
  readonly address: string;
  /** Ends the runs of all captures: none is alive any more. */
  endCaptures(): Promise<void>;
  /** Takes no more results, ends the transaction under way, and closes; may be called twice. */
  close(): Promise<void>;
}

/**
 * Starts ingest and HTTP over one store.
 *
 * @throws {StoreError} `STORE_UNWRITABLE` (locked, damaged, not writable), `STORE_UNREACHABLE` (cannot listen)
 * @throws {ConfigError} `CONFIG_INVALID` where others than this machine would be answered without a token, and for a lake that is none
 */
export async function startResultsService(options: ResultsServiceOptions): Promise<ResultsService> {
  const { storePath, redis, namespace, logger, onLeaseCount = () => undefined } = options;
  const access = accessPolicyOf(options.listen, options.tokens ?? { token: null, readToken: null });
  const store = await DuckDbStore.open(storePath, options.storeLimits, new CaptureWatch(options.captureSilentMs));
  let lake: LakeKeeper | null = null;
  let payloadFolder: string | null = null;
  let build: typeof import('./http/app.ts')['build'];
  try {
    const opening = options.onStoreOpen?.();
    [payloadFolder = null, { build }] = await Promise.all([opening, import('./http/app.ts')]); // loads while Redis starts
    if (options.lake) lake = await (await import('./lake/keep-lake.ts')).keepLake(store, options.lake, logger);
  } catch (error) {
    await store.close();
    throw error;
  }
  const lockDurationMs = options.lockDurationMs ?? DEFAULT_LOCK_DURATION_MS;
  const followed = new FollowedRuns();
  const names = queueNames(namespace);
  const ingest = startIngest(store, followed, { redis, names, logger, lockDurationMs, payloadFolder });
  const pictures = new BullMqPictureQueue(redis, names);
  const silentCameras = async (): Promise<string[]> => {
    try {
      const silent = await store.silentCameras();
      return silent.map(({ runId, sinceAt, reason }) => HOLD_UPS.cameraSilent(runId, sinceAt, reason));
    } catch (error) {
      logger.debug({ err: error }, 'silent cameras cannot be told'); // what fails in the store is told as such
      return [];
    }
  };
  const home = dirname(dirname(storePath));
  const app = build({
    ledger: store.ledger,
    carrier: store.carrier,
    reader: store.reader,
    askedBy: (hasLeft) => store.askedBy(hasLeft),
    pictures,
    frames: options.frames,
    reports: options.reports,
    zones: new ZonesYaml(join(home, 'zones.yaml')),
    notes: new NotesFile(join(home, 'notes.json')),
    storeVersion: () => store.version,
    logger,
    access,
    ...(options.limits && { limits: options.limits }),
    health: async () => ({
      failure: ingest.failure(),
      redis: ingest.isConnected() ? 'connected' : 'connecting',
      waitingFor: [...(await ingest.holdUps()), ...(await silentCameras())],
      discarded: ingest.discarded(),
      ...(lake && { lake: lake.state }),
    }),
    onRunAsked: (runId, question) => followed.ask(runId, question) && ingest.hurry(runId),
    onLeaseCount,
  });
  const endCaptures = async (which: 'silent' | 'all'): Promise<void> => {
    try {
      for (const runId of await store.endCaptures(which)) logger.warn({ runId }, 'its capture is dead, run ended');
    } catch (error) {
      logger.error({ err: error }, 'runs of dead captures could not be ended'); // they are looked for again
    }
  };
  const captureWatch = setInterval(
    () => void endCaptures('silent'),
    options.captureWatchMs ?? DEFAULT_CAPTURE_WATCH_MS,
  );
  const closeAll = async (): Promise<void> => {
    clearInterval(captureWatch);
    await lake?.close();
    await ingest.close();
    await pictures.close();
    await options.frames.close();
    await app.close();
    await store.close();
  };
  try {
    const address = await listen(app, options.listen);
    logger.info({ address, storePath }, 'results service listens');
    let closing: Promise<void> | null = null;
    return {
      address,
      endCaptures: () => endCaptures('all'),
      close: () => {
        closing ??= closeAll();
        return closing;
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
