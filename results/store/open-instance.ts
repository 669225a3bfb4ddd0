import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { FramefleetError } from '../../shared/errors.ts';
import { copyStore, deleteOldCopies } from './copy-store.ts';
import { duckDbErrorOf } from './duckdb-errors.ts';
import { migrate, needsMigration, SCHEMA_VERSION, versionOf } from './migrations/migrate.ts';
import { rowsOf } from './rows.ts';
import { isDamage, whatCanBeSaved } from './salvage.ts';

export interface DatabaseOptions {
  readonly path: string;
  readonly readOnly: boolean;
  /** Memory that DuckDB may take; beyond it sorts spill to disk. */
  readonly memoryMb?: number;
  /** Disk that they may take then, all together. */
  readonly spillMb?: number;
  /** How long a question may take until its next rows. */
  readonly questionMs?: number;
}

const DEFAULT_MEMORY_MB = 1024;
const DEFAULT_SPILL_MB = 8192;
/** Of this size a transaction takes the log into the file; a smaller one is taken while nobody writes (`CalmCheckpoint`): rows are in memory until then. */
const LOG_SIZE = '16MB';

/**
 * Opens a store's file with the tables of the present version. Of an older version it is brought to it, also where it is to
 * be read only; a copy of the older one is kept for a week. All who have the file open in this process share one database, so that each sees what the others commit.
 *
 * @throws {StoreError} as `duckDbErrorOf` says, `STORE_TOO_NEW`
 */
export async function openInstance(options: DatabaseOptions): Promise<DuckDBInstance> {
  const { path, readOnly } = options;
  try {
    if (!readOnly) await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const instance = await createInstance(options);
    try {
      if (!readOnly) return await upToDate(instance, options);
      if (await withConnection(instance, (connection) => needsMigration(connection, path))) {
        instance.closeSync();
        (await openInstance({ ...options, readOnly: false })).closeSync();
        return await createInstance(options);
      }
      return instance;
    } catch (error) {
      instance.closeSync();
      throw error;
    }
  } catch (error) {
    if (error instanceof FramefleetError) throw error;
    throw duckDbErrorOf(path, error, readOnly, isDamage(error) ? await whatCanBeSaved(path) : null);
  }
}

/** Brings a store to the present version, after a copy of it was made. */
async function upToDate(instance: DuckDBInstance, options: DatabaseOptions): Promise<DuckDBInstance> {
  const { path } = options;
  const from = await withConnection(instance, (connection) => versionOf(connection, path));
  if (from === 0 || from === SCHEMA_VERSION) {
    if (from === 0) await withConnection(instance, (connection) => migrate(connection, path));
    await deleteOldCopies(path);
    return instance;
  }
  // the copy is made of a file that nobody has open: to close a copy of it would end DuckDB's lock
  await withConnection(instance, (connection) => connection.run('CHECKPOINT'));
  instance.closeSync();
  await copyStore(path, from);
  const again = await createInstance(options);
  try {
    await withConnection(again, (connection) => migrate(connection, path));
    return again;
  } catch (error) {
    again.closeSync();
    throw error;
  }
}

async function createInstance(options: DatabaseOptions): Promise<DuckDBInstance> {
  const { path, readOnly, memoryMb = DEFAULT_MEMORY_MB, spillMb = DEFAULT_SPILL_MB } = options;
  const instance = await DuckDBInstance.fromCache(path, {
    access_mode: readOnly ? 'READ_ONLY' : 'READ_WRITE',
    memory_limit: `${memoryMb}MB`,
    wal_autocheckpoint: LOG_SIZE,
    threads: String(Math.min(4, availableParallelism())),
  });
  await withConnection(instance, (connection) => lock(connection, spillMb));
  return instance;
}

/**
 * From now on no statement reaches another file than the store and what it spills, the network or an extension, and none changes a
 * setting: whatever is asked, this much holds. Others of this process that have the file open may have done it before.
 */
async function lock(connection: DuckDBConnection, spillMb: number): Promise<void> {
  const [row] = await rowsOf<{ isLocked: boolean }>(connection, {
    sql: `SELECT current_setting('lock_configuration') AS "isLocked"`,
    values: {},
  });
  if (row?.isLocked) return;
  // given at the opening it is shown and does not hold (DuckDB 1.5)
  await connection.run(`SET GLOBAL max_temp_directory_size = '${spillMb}MB'`);
  await connection.run("SET GLOBAL TimeZone = 'UTC'"); // an answer is the same wherever it is asked for
  // it makes tables of megabytes for each column of strings at every checkpoint, and gains little: those of many rows have few different ones
  await connection.run("SET GLOBAL disabled_compression_methods = 'fsst'");
  await connection.run('SET GLOBAL enable_external_access = false');
  // DuckDB (1.5) sets this one itself where it makes several statements of one that changes a table
  await connection.run("SET GLOBAL allowed_configs = ['current_transaction_invalidation_policy']");
  await connection.run('SET GLOBAL lock_configuration = true');
}

async function withConnection<T>(
  instance: DuckDBInstance,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
  }
}
