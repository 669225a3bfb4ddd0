import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { FramefleetError } from '../../shared/errors.ts';
import { duckDbErrorOf } from './duckdb-errors.ts';
import { migrate, needsMigration } from './migrations/migrate.ts';

export interface DatabaseOptions {
  readonly path: string;
  readonly readOnly: boolean;
  /** Memory that DuckDB may take; beyond it sorts spill to disk. */
  readonly memoryMb: number;
}

/**
 * Opens a store's file with the tables of the present version. Of an older version it is brought to it, also where it is to
 * be read only. All who have the file open in this process share one database, so that each sees what the others commit.
 *
 * @throws {StoreError} as `duckDbErrorOf` says, `STORE_TOO_NEW`
 */
export async function openInstance(options: DatabaseOptions): Promise<DuckDBInstance> {
  const { path, readOnly } = options;
  try {
    if (!readOnly) await mkdir(dirname(path), { recursive: true });
    const instance = await createInstance(options);
    try {
      if (!readOnly) await withConnection(instance, (connection) => migrate(connection, path));
      else if (await withConnection(instance, (connection) => needsMigration(connection, path))) {
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
    throw duckDbErrorOf(path, error, readOnly);
  }
}

function createInstance({ path, readOnly, memoryMb }: DatabaseOptions): Promise<DuckDBInstance> {
  return DuckDBInstance.fromCache(path, {
    access_mode: readOnly ? 'READ_ONLY' : 'READ_WRITE',
    memory_limit: `${memoryMb}MB`,
    threads: String(Math.min(4, availableParallelism())),
  });
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
