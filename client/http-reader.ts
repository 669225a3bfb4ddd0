import { z } from 'zod';
import { type CaptureLatency, captureLatencySchema } from '../shared/capture.ts';
import {
  type CountRow,
  type CoverageRow,
  countRowSchema,
  coverageRowSchema,
  type DetectionRow,
  detectionRowSchema,
  type RawFilter,
  type SegmentRow,
  segmentRowSchema,
} from '../shared/questions.ts';
import type { ResultsReader } from '../shared/results-reader.ts';
import { type ChunkFailure, chunkFailureSchema, type RunRecord, runRecordSchema } from '../shared/run.ts';
import { linesOf } from './lines.ts';
import type { ResultsTransport } from './results-transport.ts';

const ROWS_PER_BATCH = 1000;
const runsSchema = z.array(runRecordSchema);
const failuresSchema = z.array(chunkFailureSchema);
const latencySchema = captureLatencySchema.nullable();

/** Asks a results service. */
export class HttpReader implements ResultsReader {
  readonly #transport: ResultsTransport;

  /** @param transport - closed with the reader */
  constructor(transport: ResultsTransport) {
    this.#transport = transport;
  }

  runs(filter: RawFilter): Promise<RunRecord[]> {
    return this.#transport.ask(runsSchema, 'GET', pathOf('/runs', filter));
  }

  failures(runId: string): Promise<ChunkFailure[]> {
    return this.#transport.ask(failuresSchema, 'GET', `/runs/${encodeURIComponent(runId)}/failures`);
  }

  latency(runId: string): Promise<CaptureLatency | null> {
    return this.#transport.ask(latencySchema, 'GET', `/runs/${encodeURIComponent(runId)}/latency`);
  }

  counts(filter: RawFilter): Promise<CountRow[]> {
    return this.#all(countRowSchema, pathOf('/v1/counts', filter));
  }

  segments(filter: RawFilter): Promise<SegmentRow[]> {
    return this.#all(segmentRowSchema, pathOf('/v1/segments', filter));
  }

  coverage(filter: RawFilter): Promise<CoverageRow[]> {
    return this.#all(coverageRowSchema, pathOf('/v1/coverage', filter));
  }

  async detections(filter: RawFilter): Promise<AsyncIterable<readonly DetectionRow[]>> {
    return this.#rowsOf(detectionRowSchema, await this.#transport.open(pathOf('/v1/detections', filter)));
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  async #all<T extends z.ZodType>(schema: T, path: string): Promise<z.output<T>[]> {
    const rows: z.output<T>[] = [];
    for await (const batch of this.#rowsOf(schema, await this.#transport.open(path))) rows.push(...batch);
    return rows;
  }

  async *#rowsOf<T extends z.ZodType>(schema: T, body: AsyncIterable<Uint8Array>): AsyncGenerator<z.output<T>[]> {
    let batch: z.output<T>[] = [];
    const lines = linesOf(body)[Symbol.asyncIterator]();
    try {
      for (let line = await this.#next(lines); !line.done; line = await this.#next(lines)) {
        batch.push(this.#transport.parse(schema, line.value));
        if (batch.length === ROWS_PER_BATCH) {
          yield batch;
          batch = [];
        }
      }
      yield batch;
    } finally {
      await lines.return?.(undefined);
    }
  }

  async #next(lines: AsyncIterator<string, void>): Promise<IteratorResult<string, void>> {
    try {
      return await lines.next();
    } catch (cause) {
      throw this.#transport.unreachable(cause);
    }
  }
}

function pathOf(path: string, filter: RawFilter): string {
  return `${path}?${new URLSearchParams(filter)}`;
}
