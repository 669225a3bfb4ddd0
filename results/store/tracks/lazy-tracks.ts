import type { RawFilter } from '../../../shared/questions.ts';
import type { CrossingRow, TrackBoxRow, TrackRow, TracksReader, VisitRow } from '../../../shared/tracks.ts';
import type { DuckDbTracks, Making, TracksDatabase } from './duckdb-tracks.ts';
import type { TrackMaker } from './track-maker.ts';

type Rows<Row> = Promise<AsyncIterable<readonly Row[]>>;

/** Answers questions about objects; what that takes is loaded with the first: of those who open a store few ask any. */
export class LazyTracks implements TracksReader, TrackMaker {
  readonly #database: TracksDatabase;
  readonly #making: Making;
  #reader: Promise<DuckDbTracks> | null = null;

  /** @param making - as of `DuckDbTracks` */
  constructor(database: TracksDatabase, making: Making = new Map()) {
    this.#database = database;
    this.#making = making;
  }

  async tracks(filter: RawFilter): Rows<TrackRow> {
    return (await this.#loaded()).tracks(filter);
  }

  async boxes(filter: RawFilter): Rows<TrackBoxRow> {
    return (await this.#loaded()).boxes(filter);
  }

  async visits(filter: RawFilter): Rows<VisitRow> {
    return (await this.#loaded()).visits(filter);
  }

  async crossings(filter: RawFilter): Rows<CrossingRow> {
    return (await this.#loaded()).crossings(filter);
  }

  async makeMissing(...asked: Parameters<TrackMaker['makeMissing']>): Promise<void> {
    return (await this.#loaded()).makeMissing(...asked);
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  #loaded(): Promise<DuckDbTracks> {
    this.#reader ??= import('./duckdb-tracks.ts').then(
      ({ DuckDbTracks }) => new DuckDbTracks(this.#database, this.#making),
    );
    return this.#reader;
  }
}
