import { groupBy } from '../../results/query/group-by.ts';
import { FramefleetError } from '../../shared/errors.ts';
import { foundFilterOf, runFilterOf } from '../../shared/questions.ts';
import type { AskedReport, ReportSources } from '../../shared/report.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import type { RunRecord } from '../../shared/run.ts';
import type { WorkEvents } from '../events.ts';
import { filtersOfDetectionsOnly, gatherPlaces } from './gather-places.ts';
import type { DrawnFacts, ReportFacts, RunFacts } from './report-facts.ts';
import { type ReportLimits, reportLimits } from './report-limits.ts';

type Sources = Pick<ReportSources, 'reader' | 'tracks'>;

/** A bar is two or three pixels wide. */
const BINS = 240;
/** Of a heat map: 32 × 18 of a wide picture. */
const CELLS = 576;

/**
 * Asks the store for all that a report says.
 *
 * @throws {QueryError} as `ResultsReader` does
 */
export async function gatherReport(
  { reader, tracks }: Sources,
  { filter, zones }: AskedReport,
  signal: AbortSignal,
  onProgress: WorkEvents['onProgress'],
): Promise<ReportFacts> {
  const notes: string[] = [];
  // what is wrong with the filters is told by the question that takes fewest
  const plain = await reader.counts({ ...filter, by: 'label' });
  const withObjects =
    tracks && (await unlessRefused(() => reader.counts({ ...filter, by: 'label', tracks: 'true' }), notes));
  const places =
    tracks && withObjects && zones !== null
      ? await unlessRefused(() => gatherPlaces(tracks, filter, zones, signal), notes)
      : null;
  const unheeded = filtersOfDetectionsOnly(filter);
  if (places && unheeded.length > 0) {
    const names = unheeded.map((name) => `\`${name}\``).join(', ');
    notes.push(`Visits and crossings are those of whole objects: ${names} does not choose among them.`);
  }
  const records = await reader.runs(runFilterOf(filter));
  const limits = reportLimits(records.length);
  if (records.length > limits.runs) {
    notes.push(`Timelines, heat maps and pictures are those of the latest ${limits.runs} of ${records.length} runs.`);
  }
  const runs = await gatherRuns(reader, filter, records, limits, signal, onProgress);
  return {
    ...{ madeAt: new Date().toISOString(), filter, runs, places, notes },
    ...{ counts: withObjects ?? plain, hasObjects: withObjects !== null },
  };
}

/** @returns `null` where the store cannot say: there is a run whose end is open, say; a note tells why */
async function unlessRefused<T>(ask: () => Promise<T>, notes: string[]): Promise<T | null> {
  return ask().catch((error: unknown) => {
    if (!(error instanceof FramefleetError) || error.httpStatus >= 500) throw error;
    notes.push(`Objects are not told of: ${error.message}`);
    return null;
  });
}

async function gatherRuns(
  reader: ResultsReader,
  filter: AskedReport['filter'],
  records: readonly RunRecord[],
  limits: ReportLimits,
  signal: AbortSignal,
  onProgress: WorkEvents['onProgress'],
): Promise<RunFacts[]> {
  const videos = new Map((await reader.runVideos(runFilterOf(filter))).map((video) => [video.runId, video]));
  const counts = groupBy(await reader.counts({ ...filter, by: 'run,label' }), ({ runId }) => String(runId));
  const facts: RunFacts[] = [];
  for (const [index, run] of records.entries()) {
    signal.throwIfAborted();
    const video = videos.get(run.runId);
    if (!video) continue; // opened meanwhile
    const ofRun = counts.get(run.runId) ?? [];
    const isDrawn = index >= records.length - limits.runs;
    facts.push({
      ...{ run, video, counts: ofRun },
      drawn: isDrawn
        ? await gatherDrawn(reader, { ...filter, run: run.runId }, { run, video, counts: ofRun }, limits)
        : null,
    });
    onProgress({ name: 'what was found', unit: 'runs', done: index + 1, total: records.length });
  }
  return facts;
}

async function gatherDrawn(
  reader: ResultsReader,
  filter: AskedReport['filter'],
  { run, video, counts }: Pick<RunFacts, 'run' | 'video' | 'counts'>,
  limits: ReportLimits,
): Promise<DrawnFacts> {
  const found = counts
    .filter(({ detections }) => (detections ?? 0) > 0)
    .sort((a, b) => b.detections! - a.detections!)
    .map(({ label }) => String(label));
  const labels = found.slice(0, limits.labels);
  const shape = cellsOf(video);
  const asked = { ...filter, columns: String(shape.columns), rows: String(shape.rows) };
  return {
    coverage: await reader.coverage(foundFilterOf(filter)),
    failures: run.failedFrames > 0 ? await reader.failures(run.runId) : [],
    latency: await reader.latency(run.runId),
    // bins that hold no frame would look like gaps
    timeline: await reader.timeline({ ...filter, axis: 'stream', bins: `${Math.min(BINS, run.storedFrames || 1)}` }),
    ...{ labels, otherLabels: found.length - labels.length, rows: limits.rows },
    heat: { ...shape, cells: found.length > 0 ? await reader.heatMap(asked) : [] },
  };
}

/** Cells about as wide as high. */
function cellsOf({ width, height }: RunFacts['video']): { readonly columns: number; readonly rows: number } {
  const columns = Math.round(Math.sqrt((CELLS * width) / height));
  const within = Math.min(96, Math.max(6, columns));
  return { columns: within, rows: Math.floor(CELLS / within) };
}
