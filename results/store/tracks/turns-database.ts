import { Database } from '../database.ts';
import type { DatabaseOptions } from '../open-instance.ts';
import type { TracksDatabase } from './duckdb-tracks.ts';

/**
 * A store's file that is open for reading, so that others can read it too, and for the time of a transaction for writing: DuckDB
 * lets a file be open in one way at a time. Nothing may be read while something is written.
 */
export class TurnsDatabase implements TracksDatabase {
  readonly #options: Omit<DatabaseOptions, 'readOnly'>;
  #database: Database;

  private constructor(options: Omit<DatabaseOptions, 'readOnly'>, database: Database) {
    this.#options = options;
    this.#database = database;
  }

  /** @throws {StoreError} as `Database.open` */
  static async open(options: Omit<DatabaseOptions, 'readOnly'>): Promise<TurnsDatabase> {
    return new TurnsDatabase(options, await Database.open({ ...options, readOnly: true }));
  }

  read: TracksDatabase['read'] = (work) => this.#database.read(work);

  stream: Database['stream'] = (query, options) => this.#database.stream(query, options);

  /** @throws {StoreError} `STORE_LOCKED` while another process has the file open, if only for reading */
  write: TracksDatabase['write'] = async (work) => {
    await this.#database.close();
    try {
      const writer = await Database.open({ ...this.#options, readOnly: false });
      try {
        return await writer.write(work);
      } finally {
        await writer.close();
      }
    } finally {
      this.#database = await Database.open({ ...this.#options, readOnly: true });
    }
  };

  close(): Promise<void> {
    return this.#database.close();
  }
}
