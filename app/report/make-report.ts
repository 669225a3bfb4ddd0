import type { AskedReport, ReportSources } from '../../shared/report.ts';
import type { WorkEvents } from '../events.ts';
import { type Asking, questionsOf } from './ask-again.ts';
import { gatherReport } from './gather-report.ts';
import { reportPage } from './page/report-page.ts';
import { reportLimits } from './report-limits.ts';
import { reportPictures } from './report-pictures.ts';

/** A report, and what is missing in it: sentences. */
export interface MadeReport {
  readonly page: string;
  readonly notes: readonly string[];
  readonly runs: number;
}

/**
 * Makes a report: one page of HTML that needs nothing else. Where the source of a video is gone it goes without its pictures.
 *
 * @param asking - how its questions are asked again
 * @throws {QueryError} for filters, as `ResultsReader` does
 * @throws the reason of `signal`
 */
export async function makeReport(
  sources: ReportSources,
  asked: AskedReport,
  asking: Asking,
  signal: AbortSignal,
  { onProgress }: Pick<WorkEvents, 'onProgress'>,
): Promise<MadeReport> {
  const facts = await gatherReport(sources, asked, signal, onProgress);
  const drawn = facts.runs.filter((run) => run.drawn !== null);
  const limits = reportLimits(facts.runs.length);
  const pictures = await reportPictures(sources, asked.filter, drawn, limits, signal, onProgress);
  const notes = [...facts.notes, ...pictures.notes];
  const page = reportPage({ ...facts, notes }, pictures, questionsOf(facts, asking));
  return { page, notes, runs: facts.runs.length };
}
