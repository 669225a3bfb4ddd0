import type { FrameRow, RunVideo } from '../shared/frame-rows.ts';
import type { Prediction } from '../shared/picture.ts';
import type { CountRow, CoverageRow, DetectionRow, HeatCell, RowCursor, SegmentRow } from '../shared/questions.ts';
import type { RunRecord } from '../shared/run.ts';
import type { SqlRow } from '../shared/sql.ts';
import type { DayRow, Timeline } from '../shared/timeline.ts';
import type { CrossingRow, TrackBoxRow, TrackRow, VisitRow } from '../shared/tracks.ts';
import { Connection, type ConnectOptions, type DetectionPage } from './connect.ts';
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

// What `import … from 'framefleet'` gives (docs/api.md).

export type { BoundingBox, Detection } from '../shared/detection.ts';
export { type ErrorCode, FramefleetError } from '../shared/errors.ts';
export type { Connection, ConnectOptions, DetectionPage } from './connect.ts';
export type * from './question-types.ts';
export type {
  CountRow,
  CoverageRow,
  CrossingRow,
  DayRow,
  DetectionRow,
  FrameRow,
  HeatCell,
  Prediction,
  RowCursor,
  RunRecord,
  RunVideo,
  SegmentRow,
  SqlRow,
  Timeline,
  TrackBoxRow,
  TrackRow,
  VisitRow,
};

const DEFAULT_URL = 'http://127.0.0.1:8080';

/**
 * Somebody to ask more than one question. Nothing is asked yet.
 *
 * @throws {FramefleetError} `CONFIG_INVALID` for what is no address
 */
export function connect({ resultsUrl, token }: ConnectOptions = {}): Connection {
  const { FRAMEFLEET_RESULTS_URL, FRAMEFLEET_TOKEN, FRAMEFLEET_READ_TOKEN } = process.env;
  return new Connection(
    resultsUrl ?? (FRAMEFLEET_RESULTS_URL || DEFAULT_URL),
    token ?? (FRAMEFLEET_TOKEN || FRAMEFLEET_READ_TOKEN || null),
  );
}

/** As those of `Connection`, for a single question; those that give rows one by one ask when the first is taken. */
export function runs(question?: RunsQuestion, options?: ConnectOptions): Promise<RunRecord[]> {
  return once(options, (asked) => asked.runs(question));
}

export function query(question?: QueryQuestion, options?: ConnectOptions): AsyncGenerator<DetectionRow, void> {
  return each(options, (asked) => asked.query(question));
}

export function queryPage(question?: QueryQuestion, options?: ConnectOptions): Promise<DetectionPage> {
  return once(options, (asked) => asked.queryPage(question));
}

export function count(question: CountQuestion, options?: ConnectOptions): Promise<CountRow[]> {
  return once(options, (asked) => asked.count(question));
}

export function cursor(question?: CursorQuestion, options?: ConnectOptions): Promise<RowCursor> {
  return once(options, (asked) => asked.cursor(question));
}

export function timeline(question?: TimelineQuestion, options?: ConnectOptions): Promise<Timeline> {
  return once(options, (asked) => asked.timeline(question));
}

export function days(question?: DaysQuestion, options?: ConnectOptions): Promise<DayRow[]> {
  return once(options, (asked) => asked.days(question));
}

export function heatMap(question?: HeatMapQuestion, options?: ConnectOptions): Promise<HeatCell[]> {
  return once(options, (asked) => asked.heatMap(question));
}

export function segments(question?: SegmentsQuestion, options?: ConnectOptions): Promise<SegmentRow[]> {
  return once(options, (asked) => asked.segments(question));
}

export function coverage(question?: CoverageQuestion, options?: ConnectOptions): Promise<CoverageRow[]> {
  return once(options, (asked) => asked.coverage(question));
}

export function frames(question?: FramesQuestion, options?: ConnectOptions): AsyncGenerator<FrameRow, void> {
  return each(options, (asked) => asked.frames(question));
}

export function runVideos(question?: RunsQuestion, options?: ConnectOptions): Promise<RunVideo[]> {
  return once(options, (asked) => asked.runVideos(question));
}

export function sql(statement: string, options?: ConnectOptions): AsyncGenerator<SqlRow, void> {
  return each(options, (asked) => asked.sql(statement));
}

export function tracks(question?: TracksQuestion, options?: ConnectOptions): AsyncGenerator<TrackRow, void> {
  return each(options, (asked) => asked.tracks(question));
}

export function trackBoxes(question?: TracksQuestion, options?: ConnectOptions): AsyncGenerator<TrackBoxRow, void> {
  return each(options, (asked) => asked.trackBoxes(question));
}

export function visits(question?: VisitsQuestion, options?: ConnectOptions): AsyncGenerator<VisitRow, void> {
  return each(options, (asked) => asked.visits(question));
}

export function crossings(question?: CrossingsQuestion, options?: ConnectOptions): AsyncGenerator<CrossingRow, void> {
  return each(options, (asked) => asked.crossings(question));
}

export function predict(
  picture: Uint8Array,
  settings?: PredictSettings,
  options?: ConnectOptions,
): Promise<Prediction> {
  return once(options, (asked) => asked.predict(picture, settings));
}

/** A frame of a recorded source, as JPEG. */
export function framePicture(
  videoId: string,
  frameIndex: number,
  settings?: FramePictureSettings,
  options?: ConnectOptions,
): Promise<Uint8Array> {
  return once(options, (asked) => asked.framePicture(videoId, frameIndex, settings));
}

async function once<T>(options: ConnectOptions | undefined, ask: (asked: Connection) => Promise<T>): Promise<T> {
  const asked = connect(options);
  try {
    return await ask(asked);
  } finally {
    await asked.close();
  }
}

async function* each<Row>(
  options: ConnectOptions | undefined,
  ask: (asked: Connection) => AsyncIterable<Row>,
): AsyncGenerator<Row, void> {
  const asked = connect(options);
  try {
    yield* ask(asked);
  } finally {
    await asked.close();
  }
}
