import { type ExportOptions, type ExportSummary, exportDetections } from '../../app/export/export-detections.ts';
import { makeTracks } from '../../app/export/track-ids-reader.ts';
import { homePaths } from '../../app/home.ts';
import { openResultsReader, openTracksReader } from '../../app/open-results-reader.ts';
import { harmlessLine } from '../../shared/harmless.ts';
import type { AnswerOptions } from './answer.ts';
import { say } from './say.ts';
import { untilStopped } from './until-stopped.ts';
import { showWork } from './work-display.ts';

type Site = Pick<AnswerOptions, 'home' | 'resultsUrl' | 'token' | 'readToken'>;
type Options = Omit<ExportOptions, 'tracks' | 'signal'>;

/**
 * Exports, and shows on stderr how far it is and what was written. Ctrl-C ends it, and leaves nothing.
 *
 * @param isTracked - whether it says which detections are of one object
 * @returns the exit code
 */
export async function showExport(site: Site, options: Options, isTracked: boolean): Promise<number> {
  return untilStopped('nothing was written', async (signal) => {
    say(describe(await withReaders(site, options, isTracked, signal)));
    return 0;
  });
}

async function withReaders(
  site: Site,
  options: Options,
  isTracked: boolean,
  signal: AbortSignal,
): Promise<ExportSummary> {
  const { home, resultsUrl } = site;
  const paths = homePaths(home);
  const tracks = isTracked ? await openTracksReader(paths, resultsUrl, site) : null;
  try {
    if (tracks) await makeTracks(tracks, options.filter);
    const reader = await openResultsReader(paths, resultsUrl, site);
    try {
      return await showWork((events) => exportDetections(reader, { ...options, tracks, signal }, events));
    } finally {
      await reader.close();
    }
  } finally {
    await tracks?.close();
  }
}

function describe({ output, videos, frames, detections }: ExportSummary): string {
  const of = frames === null ? '' : ` in ${frames} frames of ${videos} ${videos === 1 ? 'run' : 'runs'}`;
  return `${harmlessLine(output)}: ${detections} detections${of}`;
}
