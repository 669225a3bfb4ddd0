import { type ClipsOptions, type ClipsSummary, makeClips } from '../../app/clips/make-clips.ts';
import { homePaths } from '../../app/home.ts';
import { openResultsReader } from '../../app/open-results-reader.ts';
import { printJson } from './print.ts';
import { say } from './say.ts';
import { reportFailures, sourcesOf, type VideoSite } from './show-videos.ts';
import { untilStopped } from './until-stopped.ts';
import { showWork } from './work-display.ts';

/**
 * Makes clips, and shows on stderr how far it is and what was made; `json`: on stdout what the JSON files beside them say. Ctrl-C ends it;
 * clips that are whole stay.
 *
 * @returns the exit code
 */
export async function showClips(site: VideoSite, options: Omit<ClipsOptions, 'signal' | 'sources'>): Promise<number> {
  return untilStopped('clips that are whole stay, and the same command goes on', async (signal) => {
    const reader = await openResultsReader(homePaths(site.home), site.resultsUrl, site);
    try {
      const summary = await showWork((events) =>
        makeClips(reader, { ...options, sources: sourcesOf(site), signal }, events),
      );
      if (site.json) for (const facts of summary.made) printJson(facts);
      say(describeClips(options.folder, summary));
      return reportFailures(summary.failures);
    } finally {
      await reader.close();
    }
  });
}

/** In one line. */
export function describeClips(folder: string, { made, present }: Omit<ClipsSummary, 'failures'>): string {
  const frames = made.reduce((sum, clip) => sum + clip.frames, 0);
  const new_ = `${made.length} ${made.length === 1 ? 'clip' : 'clips'} made of ${frames} frames, each encoded anew`;
  return `${folder}: ${made.length === 0 ? 'no clips made' : new_}${present > 0 ? `, ${present} there already` : ''}`;
}
