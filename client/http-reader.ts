import { createInterface } from 'node:readline';
import { type Dispatcher, Pool } from 'undici';
import { errorOfBody } from '../shared/error-body.ts';
import { messageOf, StoreError } from '../shared/errors.ts';
import type { CountRow, DetectionRow, RawFilter } from '../shared/questions.ts';
import type { ResultsAddress } from '../shared/results-address.ts';
import type { ResultsReader } from '../shared/results-reader.ts';
import type { ChunkFailure, RunRecord } from '../shared/run.ts';

const ROWS_PER_BATCH = 1000;

/** Asks a results service. `STORE_UNREACHABLE` when it does not answer or breaks off. */
export class HttpReader implements ResultsReader {
  readonly #address: ResultsAddress;
  readonly #pool: Pool;

  constructor(address: ResultsAddress) {
    this.#address = address;
    // a sort over a large store may take long before the first row
    const timeouts = { headersTimeout: 600_000, bodyTimeout: 0 };
    this.#pool = new Pool(address.origin, {
      ...timeouts,
      ...(address.socketPath && { socketPath: address.socketPath }),
    });
  }

  /** Whether a service answers at the address at all, in whatever health. */
  async isAnswering(): Promise<boolean> {
    try {
      const { body } = await this.#pool.request({ method: 'GET', path: '/healthz', headersTimeout: 5000 });
      await body.dump();
      return true;
    } catch (error) {
      if (error instanceof Error) return false;
      throw error;
    }
  }

  async runs(filter: RawFilter): Promise<RunRecord[]> {
    return (await (await this.#get('/runs', filter)).json()) as RunRecord[];
  }

  async failures(runId: string): Promise<ChunkFailure[]> {
    return (await (await this.#get(`/runs/${encodeURIComponent(runId)}/failures`, {})).json()) as ChunkFailure[];
  }

  async counts(filter: RawFilter): Promise<CountRow[]> {
    return (await (await this.#get('/counts', filter)).json()) as CountRow[];
  }

  async detections(filter: RawFilter): Promise<AsyncIterable<readonly DetectionRow[]>> {
    return this.#rowsOf(await this.#get('/detections', filter));
  }

  async close(): Promise<void> {
    if (!this.#pool.destroyed) await this.#pool.destroy();
  }

  async #get(path: string, filter: RawFilter): Promise<Dispatcher.ResponseData['body']> {
    let response: Dispatcher.ResponseData;
    try {
      response = await this.#pool.request({ method: 'GET', path: `${path}?${new URLSearchParams(filter)}` });
    } catch (cause) {
      throw this.#unreachable(cause);
    }
    if (response.statusCode < 300) return response.body;
    throw errorOfBody(await response.body.text()) ?? this.#unreachable(`HTTP status ${response.statusCode}`);
  }

  async *#rowsOf(body: Dispatcher.ResponseData['body']): AsyncGenerator<DetectionRow[]> {
    try {
      let batch: DetectionRow[] = [];
      for await (const line of createInterface({ input: body })) {
        batch.push(JSON.parse(line) as DetectionRow);
        if (batch.length === ROWS_PER_BATCH) {
          yield batch;
          batch = [];
        }
      }
      if (body.errored) throw body.errored;
      yield batch;
    } catch (cause) {
      throw this.#unreachable(cause);
    } finally {
      body.destroy();
    }
  }

  #unreachable(reason: unknown): StoreError {
    const { origin, socketPath } = this.#address;
    return new StoreError(
      'STORE_UNREACHABLE',
      `Expected a results service at \`${socketPath ?? origin}\`, got: ${messageOf(reason)}.`,
      { cause: reason },
    );
  }
}
