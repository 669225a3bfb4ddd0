import type { CaptureLatency } from './capture.ts';
import type { FrameRow, RunVideo } from './frame-rows.ts';
import type { CountRow, CoverageRow, DetectionRow, HeatCell, RawFilter, RowCursor, SegmentRow } from './questions.ts';
import type { ChunkFailure, RunRecord } from './run.ts';
import type { DayRow, Timeline } from './timeline.ts';

/**
 * Questions to the store, whichever road they take (the file itself, or HTTP). Filters are given as they were written and
 * checked where they are answered: `QUERY_INVALID` for those not understood and for labels that the store does not know,
 * `RUN_NOT_FOUND` for unknown runs and videos.
 */
export interface ResultsReader {
  /** Oldest first. */
  runs(filter: RawFilter): Promise<RunRecord[]>;
  /** Rows in batches, so that an answer of any length takes little memory; errors in the filter come before the first batch. */
  detections(filter: RawFilter): Promise<AsyncIterable<readonly DetectionRow[]>>;
  /** Where `detections` go on behind their first rows, and how many there are. @param filter - with `skip` */
  cursor(filter: RawFilter): Promise<RowCursor>;
  /**
   * Frames that were looked at and that the filters on runs and time leave, by run (oldest first) and index, with the detections that
   * all filters leave. Rows in batches; errors in the filter come before the first.
   *
   * @param filter - with `only`: one run among those that the filter chooses
   */
  frames(filter: RawFilter): Promise<AsyncIterable<readonly FrameRow[]>>;
  /** The videos of runs, run by run, oldest first. @param filter - run, video, limit */
  runVideos(filter: RawFilter): Promise<RunVideo[]>;
  /** @param filter - with `by`: what to count by */
  counts(filter: RawFilter): Promise<CountRow[]>;
  /** What was found and looked at in bins of equal length. @param filter - with `axis` and `bins` */
  timeline(filter: RawFilter): Promise<Timeline>;
  /** What was found on each day that was looked at, in order. */
  days(filter: RawFilter): Promise<DayRow[]>;
  /** Where in the picture detections lie, by label and cell. @param filter - with `columns`, `rows` and `spot`; none of `limit` */
  heatMap(filter: RawFilter): Promise<HeatCell[]>;
  /** Stretches in which something holds, by run and time. */
  segments(filter: RawFilter): Promise<SegmentRow[]>;
  /** What was looked at, by run and time. @param filter - where it says what counts as found, or `found`, in parts: where it was and where nothing was */
  coverage(filter: RawFilter): Promise<CoverageRow[]>;
  /** Chunks of a run that failed, with the reason of each. */
  failures(runId: string): Promise<ChunkFailure[]>;
  /** From capture to store; `null` where the run has no stored frame of a camera. */
  latency(runId: string): Promise<CaptureLatency | null>;
  close(): Promise<void>;
}
