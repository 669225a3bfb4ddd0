import type { FramePictures } from './frame-pictures.ts';
import type { RawFilter } from './questions.ts';
import type { ResultsReader } from './results-reader.ts';
import type { TracksReader } from './tracks.ts';

/** Whom a report asks; they stay the caller's to close. */
export interface ReportSources {
  readonly reader: ResultsReader;
  /** `null`: nobody can be asked about objects, and none are told of. */
  readonly tracks: TracksReader | null;
  readonly frames: FramePictures;
}

/** What a report is about. */
export interface AskedReport {
  /** The filters that `count` takes, but for those that choose among its rows. */
  readonly filter: RawFilter;
  /** Text of a `zones.yaml` whose zones and lines are looked at; `null`: none. */
  readonly zones: string | null;
}

/**
 * Makes a report: one page of HTML that needs nothing else.
 *
 * @throws {QueryError} for filters, as `ResultsReader` does
 * @throws the reason of `signal`
 */
export type MakeReport = (sources: ReportSources, asked: AskedReport, signal: AbortSignal) => Promise<string>;
