import { createHash } from 'node:crypto';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A Unix socket's path may have 107 bytes. */
const MAX_SOCKET_PATH_BYTES = 100;

/** Where things lie under `FRAMEFLEET_HOME`. */
export interface HomePaths {
  readonly models: string;
  readonly cache: string;
  readonly storeFile: string;
  readonly runFolder: string;
  readonly redisSocket: string;
  readonly resultsSocket: string;
  /** Tells where the pixels lie that wait for workers, where that is in memory. */
  readonly payloadNote: string;
}

export const DEFAULT_HOME = join(homedir(), '.framefleet');

/** @param home - where it is so deep that sockets would not fit, they lie in a folder of the system's temporary one */
export function homePaths(home: string): HomePaths {
  const root = resolve(home);
  const near = join(root, 'run');
  const isTooDeep = Buffer.byteLength(join(near, 'results.sock')) > MAX_SOCKET_PATH_BYTES;
  const hash = createHash('sha256').update(root).digest('hex').slice(0, 12);
  const runFolder = isTooDeep ? join(tmpdir(), `framefleet-${hash}`) : near;
  return {
    models: join(root, 'models'),
    cache: join(root, 'cache'),
    storeFile: join(root, 'store', 'detections.duckdb'),
    runFolder,
    redisSocket: join(runFolder, 'redis.sock'),
    resultsSocket: join(runFolder, 'results.sock'),
    payloadNote: join(runFolder, 'payload-folder'),
  };
}
