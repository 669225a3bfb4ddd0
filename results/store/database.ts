import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { FramefleetError, messageOf, StoreError } from '../../shared/errors.ts';
import { duckDbErrorOf } from './duckdb-errors.ts';
import { SCHEMA } from './schema.ts';

export interface DatabaseOptions {
  readonly path: string;
  readonly readOnly: boolean;
  /** Memory that DuckDB may take; beyond it sorts spill to disk. */
  readonly memoryMb: number;
}

/** One DuckDB file: transactions one after the other, readers beside them. */
export class Database {
  readonly #options: DatabaseOptions;
  #instance: DuckDBInstance | null;
  #writer: DuckDBConnection | null = null;
  #lastWrite: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  private constructor(options: DatabaseOptions, instance: DuckDBInstance) {
    this.#options = options;
    this.#instance = instance;
  }

  /**
   * Opens the file; unless read-only, makes it and its folder where they are missing.
   *
   * @throws {StoreError} `STORE_UNWRITABLE` (locked, damaged, not writable), `STORE_UNREACHABLE` (read-only and absent or locked)
   */
  static async open(options: DatabaseOptions): Promise<Database> {
    return new Database(options, await openInstance(options));
  }

  /** Runs queries on a connection of their own; they see what was committed before. */
  async read<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await this.connect();
    try {
      return await work(connection);
    } catch (error) {
      throw this.#failure('read', error);
    } finally {
      connection.closeSync();
    }
  }

  /** A connection that the caller closes. */
  async connect(): Promise<DuckDBConnection> {
    if (this.#isClosed) throw new StoreError('STORE_UNREACHABLE', `The store \`${this.#options.path}\` is closed.`);
    this.#instance ??= await openInstance(this.#options);
    return this.#instance.connect();
  }

  /**
   * Runs `work` as one transaction, after those asked for before; if it throws, nothing of it is stored.
   *
   * @throws {StoreError} `STORE_UNWRITABLE` when DuckDB cannot write; errors of our own pass as they are
   */
  write<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const turn = this.#lastWrite.then(() => this.#transaction(work));
    this.#lastWrite = turn.catch(() => undefined);
    return turn;
  }

  /** Ends after the transactions under way. */
  async close(): Promise<void> {
    await this.#lastWrite;
    this.#isClosed = true;
    this.#forget();
  }

  async #transaction<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    try {
      this.#writer ??= await this.connect();
      await this.#writer.run('BEGIN');
      const result = await work(this.#writer);
      await this.#writer.run('COMMIT');
      return result;
    } catch (error) {
      await this.#rollback(error);
      throw this.#failure('write', error);
    }
  }

  /** After a fatal error (a full disk, say) DuckDB refuses all work until the file is opened anew. */
  async #rollback(error: unknown): Promise<void> {
    try {
      await this.#writer?.run('ROLLBACK');
    } catch (rollbackError) {
      const hasEnded = /no transaction is active/i.test(messageOf(rollbackError));
      if (hasEnded && !isFatal(error)) return;
      this.#forget();
      return;
    }
    if (isFatal(error)) this.#forget();
  }

  #forget(): void {
    this.#writer?.closeSync();
    this.#instance?.closeSync();
    this.#writer = null;
    this.#instance = null;
  }

  #failure(verb: 'read' | 'write', error: unknown): FramefleetError {
    if (error instanceof FramefleetError) return error;
    const { path } = this.#options;
    return new StoreError('STORE_UNWRITABLE', `Could not ${verb} the store \`${path}\`: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function isFatal(error: unknown): boolean {
  return /FATAL|invalidated/i.test(messageOf(error));
}

async function openInstance({ path, readOnly, memoryMb }: DatabaseOptions): Promise<DuckDBInstance> {
  try {
    if (!readOnly) await mkdir(dirname(path), { recursive: true });
    const instance = await DuckDBInstance.create(path, {
      access_mode: readOnly ? 'READ_ONLY' : 'READ_WRITE',
      memory_limit: `${memoryMb}MB`,
      threads: String(Math.min(4, availableParallelism())),
    });
    if (!readOnly) await createTables(instance);
    return instance;
  } catch (error) {
    throw duckDbErrorOf(path, error, readOnly);
  }
}

async function createTables(instance: DuckDBInstance): Promise<void> {
  const connection = await instance.connect();
  try {
    await connection.run(SCHEMA);
  } finally {
    connection.closeSync();
  }
}
