import type { DuckDBConnection } from '@duckdb/node-api';
import type { Database } from './database.ts';

/** Runs of one version of the store. */
const MOST_REMEMBERED = 1000;

/** What is read of a run, from the store where something was stored since it was read last: those who wait for a run ask again and again. */
export class RememberedReads<T> {
  readonly #database: Database;
  readonly #readNow: (connection: DuckDBConnection, runId: string) => Promise<T>;
  #version = '';
  #runs = new Map<string, Promise<T>>();

  constructor(database: Database, readNow: (connection: DuckDBConnection, runId: string) => Promise<T>) {
    this.#database = database;
    this.#readNow = readNow;
  }

  /** As it is in this version of the store; what fails is not remembered. */
  read(runId: string): Promise<T> {
    const { version } = this.#database;
    if (this.#version !== version || this.#runs.size >= MOST_REMEMBERED) this.#runs = new Map();
    this.#version = version;
    const runs = this.#runs;
    const known = runs.get(runId);
    if (known !== undefined) return known;
    const reading = this.#database.read((connection) => this.#readNow(connection, runId));
    runs.set(runId, reading);
    reading.catch(() => runs.delete(runId));
    return reading;
  }
}
