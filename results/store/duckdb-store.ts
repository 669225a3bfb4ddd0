import type { ChunkResult, StoreOutcome } from '../../shared/chunk-result.ts';
import type { DetectionStore, RunLedger } from '../../shared/ports.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import { Database } from './database.ts';
import { DuckDbLedger } from './duckdb-ledger.ts';
import { DuckDbReader } from './duckdb-reader.ts';
import type { DatabaseOptions } from './open-instance.ts';
import { storeChunks } from './store-chunks.ts';

/** What the store may take to answer. */
export type StoreLimits = Pick<DatabaseOptions, 'memoryMb' | 'spillMb' | 'questionMs'>;

const DEFAULT_LIMITS: StoreLimits = { memoryMb: 1024 };

/** The store: one DuckDB file with one writer. */
export class DuckDbStore implements DetectionStore {
  readonly ledger: RunLedger;
  readonly reader: ResultsReader;
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
    this.ledger = new DuckDbLedger(database);
    this.reader = new DuckDbReader(database);
  }

  /**
   * Opens the store for writing and makes it where it is missing.
   *
   * @throws {StoreError} `STORE_LOCKED` when another process has it open, `STORE_UNWRITABLE` when it is damaged or not writable
   */
  static async open(path: string, limits: Partial<StoreLimits> = {}): Promise<DuckDbStore> {
    return new DuckDbStore(await Database.open({ path, readOnly: false, ...DEFAULT_LIMITS, ...limits }));
  }

  /**
   * Writes the results that are new in one transaction, with their ledger rows.
   *
   * @returns what became of each, in order
   * @throws {StoreError} `STORE_UNWRITABLE`: none of them is stored, and the same call may be made again
   */
  storeChunks(results: readonly ChunkResult[]): Promise<readonly StoreOutcome[]> {
    return this.#database.write((connection) => storeChunks(connection, results, new Date()));
  }

  /** Ends after the transactions under way; may be called twice. */
  close(): Promise<void> {
    return this.#database.close();
  }
}

/**
 * Opens the store for questions only; works as long as no service has it open.
 *
 * @throws {StoreError} `STORE_UNREACHABLE` when there is none, `STORE_LOCKED` when a service has it open, `STORE_UNWRITABLE` when it is damaged
 */
export async function openStoreReader(path: string, limits: Partial<StoreLimits> = {}): Promise<ResultsReader> {
  return new DuckDbReader(await Database.open({ path, readOnly: true, ...DEFAULT_LIMITS, ...limits }));
}
