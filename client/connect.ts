import type { FrameRow, RunVideo } from '../shared/frame-rows.ts';
import { type Prediction, predictionSchema } from '../shared/picture.ts';
import {
  answerSchemaOf,
  type CountRow,
  type CoverageRow,
  type DetectionRow,
  detectionRowSchema,
  type HeatCell,
  type RowCursor,
  type SegmentRow,
} from '../shared/questions.ts';
import { parseResultsUrl } from '../shared/results-address.ts';
import type { RunRecord } from '../shared/run.ts';
import type { SqlRow } from '../shared/sql.ts';
import type { DayRow, Timeline } from '../shared/timeline.ts';
import type { CrossingRow, TrackBoxRow, TrackRow, VisitRow } from '../shared/tracks.ts';
import { HttpReader } from './http-reader.ts';
import { HttpSql } from './http-sql.ts';
import { HttpTracks } from './http-tracks.ts';
import type {
  CountQuestion,
  CoverageQuestion,
  CrossingsQuestion,
  CursorQuestion,
  DaysQuestion,
  FramePictureSettings,
  FramesQuestion,
  HeatMapQuestion,
  PredictSettings,
  QueryQuestion,
  RunsQuestion,
  SegmentsQuestion,
  TimelineQuestion,
  TracksQuestion,
  VisitsQuestion,
} from './question-types.ts';
import { ResultsTransport } from './results-transport.ts';
import { pathOf } from './row-batches.ts';
import { writtenFilter } from './written-filter.ts';

/** Whom to ask. */
export interface ConnectOptions {
  /** `http(s)://host:port` or `unix:///path/to/socket`. Default: `FRAMEFLEET_RESULTS_URL`, else `http://127.0.0.1:8080`. */
  readonly resultsUrl?: string | undefined;
  /** Default: `FRAMEFLEET_TOKEN`, else `FRAMEFLEET_READ_TOKEN`. */
  readonly token?: string | undefined;
}

/** Detections in one piece. */
export interface DetectionPage {
  readonly rows: readonly DetectionRow[];
  /** The `cursor` of the question that goes on; `null` where all are given. */
  readonly next: string | null;
  readonly coverage: readonly CoverageRow[];
}

const detectionPageSchema = answerSchemaOf(detectionRowSchema);

/**
 * Questions to a results service (`framefleet serve`), over connections that are kept until `close`. Rows that come one by one are taken
 * from the service as they are read, so that an answer of any length takes little memory; who stops reading ends the answer.
 *
 * All throw {@link FramefleetError}: `QUERY_INVALID`, `RUN_NOT_FOUND`, `TOKEN_REQUIRED`, `STORE_UNREACHABLE`, … (docs/errors.md).
 */
export class Connection {
  readonly #transport: ResultsTransport;
  readonly #reader: HttpReader;
  readonly #tracks: HttpTracks;
  readonly #sql: HttpSql;

  /** @throws {FramefleetError} `CONFIG_INVALID` for what is no address */
  constructor(resultsUrl: string, token: string | null) {
    this.#transport = new ResultsTransport(parseResultsUrl(resultsUrl, { token, readToken: null }, 'resultsUrl'), 0);
    this.#reader = new HttpReader(this.#transport);
    this.#tracks = new HttpTracks(this.#transport);
    this.#sql = new HttpSql(this.#transport);
  }

  /** The runs, oldest first. */
  runs(question: RunsQuestion = {}): Promise<RunRecord[]> {
    return this.#reader.runs(writtenFilter(question));
  }

  /** Detections, one by one. */
  query(question: QueryQuestion = {}): AsyncGenerator<DetectionRow, void> {
    return each(() => this.#reader.detections(writtenFilter(question)));
  }

  /** Detections in one piece, for those with a `limit`: with the cursor that goes on, and what was looked at. */
  queryPage(question: QueryQuestion = {}): Promise<DetectionPage> {
    const path = pathOf('/v1/detections', { ...writtenFilter(question), format: 'json' });
    return this.#transport.ask(detectionPageSchema, 'GET', path);
  }

  /** How often, by one or several groups. */
  count(question: CountQuestion): Promise<CountRow[]> {
    return this.#reader.counts(writtenFilter(question));
  }

  /** Where a list of detections goes on behind its first rows, and how many it has. */
  cursor(question: CursorQuestion = {}): Promise<RowCursor> {
    return this.#reader.cursor(writtenFilter(question));
  }

  /** What was found and looked at, in bins of equal length. */
  timeline(question: TimelineQuestion = {}): Promise<Timeline> {
    return this.#reader.timeline(writtenFilter(question));
  }

  /** What was found on each day that was looked at, in order. */
  days(question: DaysQuestion = {}): Promise<DayRow[]> {
    return this.#reader.days(writtenFilter(question));
  }

  /** Where in the picture detections lie: how many in each of its cells, by label. */
  heatMap(question: HeatMapQuestion = {}): Promise<HeatCell[]> {
    return this.#reader.heatMap(writtenFilter(question));
  }

  /** The stretches in which something is seen, or a condition holds. */
  segments(question: SegmentsQuestion = {}): Promise<SegmentRow[]> {
    return this.#reader.segments(writtenFilter(question));
  }

  /** What was looked at, and what was not. */
  coverage(question: CoverageQuestion = {}): Promise<CoverageRow[]> {
    return this.#reader.coverage(writtenFilter(question));
  }

  /** Frames that were looked at, one by one, each with what the filters leave of its detections, also where that is nothing. */
  frames(question: FramesQuestion = {}): AsyncGenerator<FrameRow, void> {
    return each(() => this.#reader.frames(writtenFilter(question)));
  }

  /** Size, rate, place and labels of the video of each run. */
  runVideos(question: RunsQuestion = {}): Promise<RunVideo[]> {
    return this.#reader.runVideos(writtenFilter(question));
  }

  /** Rows of one SELECT over the views of the store (docs/sql.md), one by one. */
  sql(statement: string): AsyncGenerator<SqlRow, void> {
    return each(() => this.#sql.rows(statement));
  }

  /** Objects: detections joined over time. */
  tracks(question: TracksQuestion = {}): AsyncGenerator<TrackRow, void> {
    return each(() => this.#tracks.tracks(writtenFilter(question)));
  }

  /** Where those objects were, frame by frame. */
  trackBoxes(question: TracksQuestion = {}): AsyncGenerator<TrackBoxRow, void> {
    return each(() => this.#tracks.boxes(writtenFilter(question)));
  }

  /** How long objects stayed in zones. */
  visits(question: VisitsQuestion = {}): AsyncGenerator<VisitRow, void> {
    return each(() => this.#tracks.visits(writtenFilter(question)));
  }

  /** Which objects went over lines. */
  crossings(question: CrossingsQuestion = {}): AsyncGenerator<CrossingRow, void> {
    return each(() => this.#tracks.crossings(writtenFilter(question)));
  }

  /** What is in one picture. @param picture - the bytes of a JPEG, PNG, WebP, … */
  predict(picture: Uint8Array, settings: PredictSettings = {}): Promise<Prediction> {
    return this.#transport.ask(predictionSchema, 'POST', pathOf('/v1/predict', writtenFilter(settings)), picture);
  }

  /** A frame of a video's source, as JPEG; `SOURCE_GONE` where that is not there any more. @param frameIndex - 0-based in the source */
  async framePicture(videoId: string, frameIndex: number, settings: FramePictureSettings = {}): Promise<Uint8Array> {
    const path = `/v1/videos/${encodeURIComponent(videoId)}/frames/${frameIndex}.jpg`;
    const body = await this.#transport.open(pathOf(path, writtenFilter(settings)));
    return body.bytes().catch((cause: unknown) => {
      throw this.#transport.unreachable(cause);
    });
  }

  /** Ends the connections, and answers under way; may be called twice. */
  close(): Promise<void> {
    return this.#transport.close();
  }
}

async function* each<Row>(ask: () => Promise<AsyncIterable<readonly Row[]>>): AsyncGenerator<Row, void> {
  for await (const rows of await ask()) yield* rows;
}
