import { z } from 'zod';
import { type CaptureLatency, captureLatencySchema } from '../shared/capture.ts';
import { type FrameRow, frameRowSchema, type RunVideo, runVideoSchema } from '../shared/frame-rows.ts';
import {
  type CountRow,
  type CoverageRow,
  countRowSchema,
  coverageRowSchema,
  type DetectionRow,
  detectionRowSchema,
  type HeatCell,
  heatCellSchema,
  type RawFilter,
  type RowCursor,
  rowCursorSchema,
  type SegmentRow,
  segmentRowSchema,
} from '../shared/questions.ts';
import type { ResultsReader } from '../shared/results-reader.ts';
import { type ChunkFailure, chunkFailureSchema, type RunRecord, runRecordSchema } from '../shared/run.ts';
import { type DayRow, dayRowSchema, type Timeline, timelineSchema } from '../shared/timeline.ts';
import type { ResultsTransport } from './results-transport.ts';
import { askRows, pathOf } from './row-batches.ts';

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
    return this.#transport.ask(runsSchema, 'GET', pathOf('/v1/runs', filter));
  }

  failures(runId: string): Promise<ChunkFailure[]> {
    return this.#transport.ask(failuresSchema, 'GET', `/v1/runs/${encodeURIComponent(runId)}/failures`);
  }

  latency(runId: string): Promise<CaptureLatency | null> {
    return this.#transport.ask(latencySchema, 'GET', `/v1/runs/${encodeURIComponent(runId)}/latency`);
  }

  counts(filter: RawFilter): Promise<CountRow[]> {
    return this.#all(countRowSchema, '/v1/counts', filter);
  }

  timeline(filter: RawFilter): Promise<Timeline> {
    return this.#transport.ask(timelineSchema, 'GET', pathOf('/v1/timeline', filter));
  }

  days(filter: RawFilter): Promise<DayRow[]> {
    return this.#all(dayRowSchema, '/v1/days', filter);
  }

  heatMap(filter: RawFilter): Promise<HeatCell[]> {
    return this.#all(heatCellSchema, '/v1/heat-map', filter);
  }

  segments(filter: RawFilter): Promise<SegmentRow[]> {
    return this.#all(segmentRowSchema, '/v1/segments', filter);
  }

  coverage(filter: RawFilter): Promise<CoverageRow[]> {
    return this.#all(coverageRowSchema, '/v1/coverage', filter);
  }

  detections(filter: RawFilter): Promise<AsyncIterable<readonly DetectionRow[]>> {
    return askRows(this.#transport, detectionRowSchema, '/v1/detections', filter);
  }

  cursor(filter: RawFilter): Promise<RowCursor> {
    return this.#transport.ask(rowCursorSchema, 'GET', pathOf('/v1/detections/cursor', filter));
  }

  frames(filter: RawFilter): Promise<AsyncIterable<readonly FrameRow[]>> {
    return askRows(this.#transport, frameRowSchema, '/v1/frames', filter);
  }

  runVideos(filter: RawFilter): Promise<RunVideo[]> {
    return this.#all(runVideoSchema, '/v1/run-videos', filter);
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  async #all<T extends z.ZodType>(schema: T, path: string, filter: RawFilter): Promise<z.output<T>[]> {
    const rows: z.output<T>[] = [];
    for await (const batch of await askRows(this.#transport, schema, path, filter)) rows.push(...batch);
    return rows;
  }
}
