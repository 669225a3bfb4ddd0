import { makeTracks } from '../../app/export/track-ids-reader.ts';
import { homePaths } from '../../app/home.ts';
import { openResultsReader, openTracksReader } from '../../app/open-results-reader.ts';
import { type PlannedVideo, planRedaction } from '../../app/redact/plan-redaction.ts';
import { type RedactOptions, type RedactSummary, redact } from '../../app/redact/redact.ts';
import type { RedactFacts } from '../../app/redact/redact-facts.ts';
import { harmlessLine } from '../../shared/harmless.ts';
import type { RawFilter } from '../../shared/questions.ts';
import { printJson } from './print.ts';
import { say } from './say.ts';
import { reportFailures, sourcesOf, type VideoSite } from './show-videos.ts';
import { untilStopped } from './until-stopped.ts';
import { showWork } from './work-display.ts';

/** Which videos. */
interface Asked {
  readonly videos: readonly string[];
  readonly filter: RawFilter;
}

/**
 * Copies videos with what was seen hidden, and shows on stderr how far it is and what was made; `json`: on stdout what the JSON files beside
 * them say. Ctrl-C ends it; copies that are whole stay.
 *
 * @returns the exit code
 */
export async function showRedact(
  site: VideoSite,
  asked: Asked,
  options: Omit<RedactOptions, 'signal' | 'sources'>,
): Promise<number> {
  return untilStopped('copies that are whole stay, and the same command goes on', async (signal) => {
    const planned = await plan(site, asked, options.labels);
    const { made, present, failures } = await withTracks(site, planned, {
      ...options,
      sources: sourcesOf(site),
      signal,
    });
    if (site.json) for (const facts of made) printJson(facts);
    for (const facts of made) say(describeCopy(facts));
    for (const facts of present) say(`${describeCopy(facts)} (there already)`);
    return reportFailures(failures);
  });
}

async function plan(site: VideoSite, { videos, filter }: Asked, labels: readonly string[]): Promise<PlannedVideo[]> {
  const reader = await openResultsReader(homePaths(site.home), site.resultsUrl, site);
  try {
    return await planRedaction(reader, videos, filter, labels);
  } finally {
    await reader.close();
  }
}

/** Objects that are missing are made first: while a store's file is read, nothing can be written into it. */
async function withTracks(
  site: VideoSite,
  videos: readonly PlannedVideo[],
  options: RedactOptions,
): Promise<RedactSummary> {
  const paths = homePaths(site.home);
  const tracks = await openTracksReader(paths, site.resultsUrl, site);
  try {
    const complete = videos.flatMap(({ runs }) => runs).filter(({ run }) => run.state === 'complete');
    if (complete.length > 0) await makeTracks(tracks, { run: complete.map(({ run }) => run.runId).join(',') });
    const reader = await openResultsReader(paths, site.resultsUrl, site);
    try {
      return await showWork((events) => redact({ reader, tracks }, videos, options, events));
    } finally {
      await reader.close();
    }
  } finally {
    await tracks.close();
  }
}

/** In one line; a second says what nobody looked at. */
export function describeCopy({ copy, labels, frames, hiddenFrames, notLookedAt }: RedactFacts): string {
  const hidden = `${copy}: ${labels.map(harmlessLine).join(', ')} hidden in ${hiddenFrames} of ${frames} frames`;
  if (notLookedAt.frames === 0) return hidden;
  const [first] = notLookedAt.stretches;
  const where = first ? `, first frame ${first.firstFrame} at ${first.from.toFixed(3)} s` : '';
  return `${hidden}\n  ${notLookedAt.frames} frames were not looked at and are shown as they are${where}`;
}
