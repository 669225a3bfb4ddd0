import { PartialOutput } from '../../results/export/partial-output.ts';
import { writeText } from '../../results/export/write-text.ts';
import type { AskedReport, ReportSources } from '../../shared/report.ts';
import type { WorkEvents } from '../events.ts';
import type { Asking } from './ask-again.ts';
import { type MadeReport, makeReport } from './make-report.ts';

/** What was written. */
export interface ReportSummary extends Omit<MadeReport, 'page'> {
  readonly output: string;
  readonly bytes: number;
}

/**
 * Writes a report; it appears in its place once it is whole.
 *
 * @throws as `makeReport`
 * @throws {ConfigError} `CONFIG_INVALID` for an output that cannot be in its place
 * @throws {OutputError} `OUTPUT_UNWRITABLE`
 */
export async function writeReport(
  sources: ReportSources,
  asked: AskedReport,
  { output, asking, signal }: { readonly output: string; readonly asking: Asking; readonly signal: AbortSignal },
  events: Pick<WorkEvents, 'onProgress'>,
): Promise<ReportSummary> {
  return PartialOutput.whole(output, false, async (target) => {
    const { page, ...made } = await makeReport(sources, asked, asking, signal, events);
    await writeText(target, '', [page]);
    return { output, bytes: Buffer.byteLength(page), ...made };
  });
}
