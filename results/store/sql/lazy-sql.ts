import type { SqlReader } from '../../../shared/sql.ts';
import type { ReadDatabase } from '../database.ts';
import type { TrackMaker } from '../tracks/track-maker.ts';

/** Answers SQL; what that takes is loaded with the first statement: of those who open a store few send any. */
export class LazySql implements SqlReader {
  readonly #database: ReadDatabase;
  readonly #tracks: TrackMaker;
  #reader: Promise<SqlReader> | null = null;

  constructor(database: ReadDatabase, tracks: TrackMaker) {
    this.#database = database;
    this.#tracks = tracks;
  }

  async rows(sql: string): ReturnType<SqlReader['rows']> {
    this.#reader ??= import('./duckdb-sql.ts').then(({ DuckDbSql }) => new DuckDbSql(this.#database, this.#tracks));
    return (await this.#reader).rows(sql);
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}
