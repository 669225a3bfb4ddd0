import type { DuckDBConnection } from '@duckdb/node-api';
import type { ChunkResult, StoreOutcome } from '../../shared/chunk-result.ts';
import { type PackedResult, packed } from '../../shared/packed-result.ts';
import type { DetectionStore, FrameCarrier, RunLedger } from '../../shared/ports.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import type { SqlReader } from '../../shared/sql.ts';
import type { TracksReader } from '../../shared/tracks.ts';
import type { LakeSource } from '../lake/lake-source.ts';
import { DuckDbCarrier } from './adaptive/duckdb-carrier.ts';
import { CaptureWatch } from './capture-watch.ts';
import { endDeadCaptures } from './captures.ts';
import { type AskedDatabase, Database } from './database.ts';
import { DuckDbLedger } from './duckdb-ledger.ts';
import { DuckDbReader } from './duckdb-reader.ts';
import type { DatabaseOptions } from './open-instance.ts';
import { readSilentCameras, type SilentCamera } from './silent-cameras.ts';
import { LazySql } from './sql/lazy-sql.ts';
import { storeChunks } from './store-chunks.ts';
import type { Making } from './tracks/duckdb-tracks.ts';
import { LazyTracks } from './tracks/lazy-tracks.ts';
import { TurnsDatabase } from './tracks/turns-database.ts';
import { UnmergedSums } from './unmerged-sums.ts';

/** What the store may take to answer. */
export type StoreLimits = Pick<DatabaseOptions, 'memoryMb' | 'spillMb' | 'questionMs'>;

/** The store: one DuckDB file with one writer. */
export class DuckDbStore implements DetectionStore {
  readonly ledger: RunLedger;
  readonly carrier: FrameCarrier;
  readonly reader: ResultsReader;
  readonly tracks: TracksReader;
  readonly sql: SqlReader;
  readonly #database: Database;
  readonly #watch: CaptureWatch;
  readonly #unmerged: UnmergedSums;
  readonly #making: Making = new Map();

  private constructor(database: Database, watch: CaptureWatch) {
    this.#database = database;
    this.#watch = watch;
    this.#unmerged = new UnmergedSums(database);
    this.ledger = new DuckDbLedger(database, watch);
    this.carrier = new DuckDbCarrier(database, this.ledger);
    const { reader, tracks, sql } = this.#answerers(database);
    this.reader = reader;
    this.tracks = tracks;
    this.sql = sql;
  }

  /**
   * Opens the store for writing and makes it where it is missing.
   *
   * @throws {StoreError} `STORE_LOCKED` when another process has it open, `STORE_UNWRITABLE` when it is damaged or not writable
   */
  static async open(
    path: string,
    limits: StoreLimits = {},
    watch: CaptureWatch = new CaptureWatch(),
  ): Promise<DuckDbStore> {
    return new DuckDbStore(await Database.open({ path, readOnly: false, ...limits }), watch);
  }

  /** As of `Database`. */
  get version(): string {
    return this.#database.version;
  }

  /**
   * Writes the results that are new in one transaction, with their ledger rows.
   *
   * @returns what became of each, in order
   * @throws {StoreError} `STORE_UNWRITABLE`: none of them is stored, and the same call may be made again
   */
  storeChunks(results: readonly ChunkResult[]): Promise<readonly StoreOutcome[]> {
    return this.storePacked(results.map(packed));
  }

  /** The same of results that were packed as they came. */
  async storePacked(results: readonly PackedResult[]): Promise<readonly StoreOutcome[]> {
    const store = (connection: DuckDBConnection) => storeChunks(connection, results, new Date());
    const outcomes = await this.#database.write(store, { keepsNames: true });
    void this.#unmerged.note(results);
    return outcomes;
  }

  /**
   * Ends the runs of captures that are dead, so that none stays open for ever.
   *
   * @param which - `all`: of all, since none can be alive
   * @returns the runs that were ended
   */
  async endCaptures(which: 'silent' | 'all'): Promise<readonly string[]> {
    const isDead = (runId: string, openedAt: number) => which === 'all' || this.#watch.isSilent(runId, openedAt);
    const ended = await this.#database.write((connection) => endDeadCaptures(connection, isDead, new Date()));
    for (const runId of ended) this.#watch.forget(runId);
    return ended;
  }

  /** The readers of the store for somebody who asks: their work is broken off once he has left. */
  askedBy(hasLeft: AbortSignal): Pick<DuckDbStore, 'reader' | 'tracks' | 'sql'> {
    return this.#answerers(this.#database.askedBy(hasLeft));
  }

  #answerers(database: AskedDatabase): Pick<DuckDbStore, 'reader' | 'tracks' | 'sql'> {
    const tracks = new LazyTracks(database, this.#making);
    return { reader: new DuckDbReader(database, tracks), tracks, sql: new LazySql(database, tracks) };
  }

  /** What a lake takes its rows from; loaded when it is asked for: few keep one. */
  async lakeSource(): Promise<LakeSource> {
    const { StoreLakeSource } = await import('../lake/store-lake-source.ts');
    return new StoreLakeSource(this.#database);
  }

  /** Captures whose camera gives nothing at present, by run. */
  silentCameras(): Promise<readonly SilentCamera[]> {
    return this.#database.read(readSilentCameras);
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
export async function openStoreReader(path: string): Promise<ResultsReader> {
  const database = await TurnsDatabase.open({ path });
  return new DuckDbReader(database, new LazyTracks(database));
}
