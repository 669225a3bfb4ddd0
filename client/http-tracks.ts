import type { z } from 'zod';
import type { RawFilter } from '../shared/questions.ts';
import {
  type CrossingRow,
  crossingRowSchema,
  type TrackBoxRow,
  type TrackRow,
  type TracksReader,
  trackBoxRowSchema,
  trackRowSchema,
  type VisitRow,
  visitRowSchema,
} from '../shared/tracks.ts';
import type { ResultsTransport } from './results-transport.ts';
import { rowBatches } from './row-batches.ts';

/** Asks a results service about objects. */
export class HttpTracks implements TracksReader {
  readonly #transport: ResultsTransport;

  /** @param transport - closed with the reader */
  constructor(transport: ResultsTransport) {
    this.#transport = transport;
  }

  tracks(filter: RawFilter): Promise<AsyncIterable<readonly TrackRow[]>> {
    return this.#ask('/v1/tracks', filter, trackRowSchema);
  }

  boxes(filter: RawFilter): Promise<AsyncIterable<readonly TrackBoxRow[]>> {
    return this.#ask('/v1/track-boxes', filter, trackBoxRowSchema);
  }

  visits(filter: RawFilter): Promise<AsyncIterable<readonly VisitRow[]>> {
    return this.#ask('/v1/visits', filter, visitRowSchema);
  }

  crossings(filter: RawFilter): Promise<AsyncIterable<readonly CrossingRow[]>> {
    return this.#ask('/v1/crossings', filter, crossingRowSchema);
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  async #ask<T extends z.ZodType>(path: string, filter: RawFilter, row: T): Promise<AsyncIterable<z.output<T>[]>> {
    return rowBatches(this.#transport, row, await this.#transport.open(`${path}?${new URLSearchParams(filter)}`));
  }
}
