import { type SqlReader, type SqlRow, sqlRowSchema } from '../shared/sql.ts';
import type { ResultsTransport } from './results-transport.ts';
import { rowBatches } from './row-batches.ts';

/** Sends SQL to a results service. */
export class HttpSql implements SqlReader {
  readonly #transport: ResultsTransport;

  /** @param transport - closed with the reader */
  constructor(transport: ResultsTransport) {
    this.#transport = transport;
  }

  async rows(sql: string): Promise<AsyncIterableIterator<readonly SqlRow[]>> {
    return rowBatches(this.#transport, sqlRowSchema, await this.#transport.open('/v1/sql', { sql }));
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}
