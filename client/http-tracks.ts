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
import { askRows } from './row-batches.ts';

/** Asks a results service about objects. */
export class HttpTracks implements TracksReader {
  readonly #transport: ResultsTransport;

  /** @param transport - closed with the reader */
  constructor(transport: ResultsTransport) {
    this.#transport = transport;
  }

  tracks(filter: RawFilter): Promise<AsyncIterable<readonly TrackRow[]>> {
    return askRows(this.#transport, trackRowSchema, '/v1/tracks', filter);
  }

  boxes(filter: RawFilter): Promise<AsyncIterable<readonly TrackBoxRow[]>> {
    return askRows(this.#transport, trackBoxRowSchema, '/v1/track-boxes', filter);
  }

  visits(filter: RawFilter): Promise<AsyncIterable<readonly VisitRow[]>> {
    return askRows(this.#transport, visitRowSchema, '/v1/visits', filter);
  }

  crossings(filter: RawFilter): Promise<AsyncIterable<readonly CrossingRow[]>> {
    return askRows(this.#transport, crossingRowSchema, '/v1/crossings', filter);
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}
