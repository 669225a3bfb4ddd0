import type { CaptureLatency } from '../../shared/capture.ts';
import type { FrameRow, RunVideo } from '../../shared/frame-rows.ts';
import type {
  CountRow,
  CoverageRow,
  DetectionRow,
  HeatCell,
  RawFilter,
  RowCursor,
  SegmentRow,
} from '../../shared/questions.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import type { ChunkFailure, RunRecord } from '../../shared/run.ts';
import type { DayRow, Timeline } from '../../shared/timeline.ts';
import {
  parseCountFilter,
  parseCoverageFilter,
  parseCursorFilter,
  parseDaysFilter,
  parseFramesFilter,
  parseHeatMapFilter,
  parseQueryFilter,
  parseRunFilter,
  parseSegmentFilter,
  parseTimelineFilter,
} from '../query/filter/filters.ts';
import type { SqlQuery } from '../query/sql.ts';
import { batchOf } from '../query/text/row-text.ts';
import { answerCounts } from './answer-counts.ts';
import { answerCoverage } from './answer-coverage.ts';
import { answerCursor } from './answer-cursor.ts';
import { detectionsStatement, fewDetections, isShort, readable } from './answer-detections.ts';
import { frameRows, framesStatement } from './answer-frames.ts';
import { answerHeatMap } from './answer-heat-map.ts';
import { answerSegments } from './answer-segments.ts';
import { answerDays, answerTimeline } from './answer-timeline.ts';
import { type LatencyRow, latencyOf, latencyQuery } from './capture-latency.ts';
import type { ReadDatabase } from './database.ts';
import { resolveRuns } from './resolve-runs.ts';
import { rowsOf } from './rows.ts';
import { readRuns, requireRun } from './run-rows.ts';
import { runVideos } from './run-videos.ts';
import type { TrackMaker } from './tracks/track-maker.ts';

/** Answers questions from the store's file. */
export class DuckDbReader implements ResultsReader {
  readonly #database: ReadDatabase;
  readonly #tracks: TrackMaker;

  /** @param tracks - makes what counts of objects are made of */
  constructor(database: ReadDatabase, tracks: TrackMaker) {
    this.#database = database;
    this.#tracks = tracks;
  }

  async runs(raw: RawFilter): Promise<RunRecord[]> {
    const filter = parseRunFilter(raw);
    return this.#database.read(async (connection) =>
      readRuns(connection, await resolveRuns(connection, filter), filter.limit),
    );
  }

  async detections(raw: RawFilter): Promise<AsyncIterable<readonly DetectionRow[]>> {
    const filter = parseQueryFilter(raw);
    if (isShort(filter)) return batchOf(await this.#database.read((connection) => fewDetections(connection, filter)));
    const query = await this.#database.read((connection) => detectionsStatement(connection, filter));
    return detectionRows(this.#database, query);
  }

  async cursor(raw: RawFilter): Promise<RowCursor> {
    const filter = parseCursorFilter(raw);
    return this.#database.read((connection) => answerCursor(connection, filter));
  }

  async frames(raw: RawFilter): Promise<AsyncIterable<readonly FrameRow[]>> {
    const filter = parseFramesFilter(raw);
    const query = await this.#database.read((connection) => framesStatement(connection, filter));
    return frameRows(this.#database.stream(query));
  }

  async runVideos(raw: RawFilter): Promise<RunVideo[]> {
    const filter = parseRunFilter(raw);
    return this.#database.read(async (connection) =>
      runVideos(connection, await resolveRuns(connection, filter), filter.limit),
    );
  }

  async counts(raw: RawFilter): Promise<CountRow[]> {
    const filter = parseCountFilter(raw);
    if (filter.tracks) await this.#tracks.makeMissing({ ...filter, label: [] });
    return this.#database.read((connection) => answerCounts(connection, filter));
  }

  async timeline(raw: RawFilter): Promise<Timeline> {
    const filter = parseTimelineFilter(raw);
    return this.#database.read((connection) => answerTimeline(connection, filter));
  }

  async days(raw: RawFilter): Promise<DayRow[]> {
    const filter = parseDaysFilter(raw);
    return this.#database.read((connection) => answerDays(connection, filter));
  }

  async heatMap(raw: RawFilter): Promise<HeatCell[]> {
    const filter = parseHeatMapFilter(raw);
    return this.#database.read((connection) => answerHeatMap(connection, filter));
  }

  async segments(raw: RawFilter): Promise<SegmentRow[]> {
    const filter = parseSegmentFilter(raw);
    return this.#database.read((connection) => answerSegments(connection, filter));
  }

  async coverage(raw: RawFilter): Promise<CoverageRow[]> {
    const filter = parseCoverageFilter(raw);
    return this.#database.read((connection) => answerCoverage(connection, filter));
  }

  failures(runId: string): Promise<ChunkFailure[]> {
    return this.#database.read(async (connection) => {
      const { runNo } = await requireRun(connection, runId);
      return rowsOf<ChunkFailure>(connection, {
        sql: `SELECT chunk_index AS "chunkIndex", first_frame_index AS "firstFrameIndex", frame_count AS "frameCount", error
              FROM chunks WHERE run_no = $runNo AND state = 'failed' ORDER BY chunk_index, first_frame_index`,
        values: { runNo },
      });
    });
  }

  latency(runId: string): Promise<CaptureLatency | null> {
    return this.#database.read(async (connection) => {
      const { runNo } = await requireRun(connection, runId);
      const [row] = await rowsOf<LatencyRow>(connection, latencyQuery(runNo));
      return latencyOf(row!);
    });
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}

async function* detectionRows(database: ReadDatabase, query: SqlQuery): AsyncGenerator<DetectionRow[]> {
  for await (const rows of database.stream(query)) yield rows.map(readable);
}
