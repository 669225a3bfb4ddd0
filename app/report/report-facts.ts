import type { CaptureLatency } from '../../shared/capture.ts';
import type { RunVideo } from '../../shared/frame-rows.ts';
import type { CountRow, CoverageRow, HeatCell, RawFilter } from '../../shared/questions.ts';
import type { ChunkFailure, RunRecord } from '../../shared/run.ts';
import type { Timeline } from '../../shared/timeline.ts';

/** All that a report says; a page is made of it, and of nothing else. */
export interface ReportFacts {
  /** ISO 8601 in UTC. */
  readonly madeAt: string;
  /** As it was asked for. */
  readonly filter: RawFilter;
  /** By label, as `count` gives them. */
  readonly counts: readonly CountRow[];
  /** Whether `counts` say how many different objects there were. */
  readonly hasObjects: boolean;
  /** Of all runs that were asked about, oldest first. */
  readonly runs: readonly RunFacts[];
  /** What was asked of objects, zones and lines; `null`: nothing, since no zones are given. */
  readonly places: PlaceFacts | null;
  /** What the reader has to know of the report itself: sentences. */
  readonly notes: readonly string[];
}

/** A run and its video. */
export interface RunFacts {
  readonly run: RunRecord;
  readonly video: RunVideo;
  /** By label. */
  readonly counts: readonly CountRow[];
  /** What is drawn of it; `null`: it is told of in tables only. */
  readonly drawn: DrawnFacts | null;
}

/** What is drawn of a run, and what is told of it besides. */
export interface DrawnFacts {
  /** Where something was found, where nothing was, and what was not looked at, stretch by stretch, in the time that is asked about. */
  readonly coverage: readonly CoverageRow[];
  readonly failures: readonly ChunkFailure[];
  /** `null` of recordings. */
  readonly latency: CaptureLatency | null;
  /** On the stream. */
  readonly timeline: Timeline;
  /** Labels that are drawn, the most frequent first. */
  readonly labels: readonly string[];
  /** Labels that were found and are not. */
  readonly otherLabels: number;
  /** Rows that its table has at most. */
  readonly rows: number;
  readonly heat: HeatFacts;
}

/** Where in the picture detections lie. */
export interface HeatFacts {
  readonly columns: number;
  readonly rows: number;
  readonly cells: readonly HeatCell[];
}

/** What happened at zones and lines. */
export interface PlaceFacts {
  readonly visits: readonly ZoneVisits[];
  readonly crossings: readonly LineCrossings[];
}

/** Stays in a zone. */
export interface ZoneVisits {
  readonly runId: string;
  readonly zone: string;
  readonly label: string;
  readonly visits: number;
  readonly objects: number;
  readonly meanSeconds: number;
  readonly longestSeconds: number;
}

/** How often a line was crossed. */
export interface LineCrossings {
  readonly runId: string;
  readonly line: string;
  readonly label: string;
  readonly in: number;
  readonly out: number;
}
