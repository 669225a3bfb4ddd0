import { launcherName } from '../../app/demo/bundle.ts';
import { makeTracks } from '../../app/export/track-ids-reader.ts';
import { homePaths } from '../../app/home.ts';
import { stderrLog } from '../../app/local/child-context.ts';
import { openResultsReader, openTracksReader } from '../../app/open-results-reader.ts';
import { SourceFrames } from '../../app/pictures/source-frames.ts';
import { type ReportSummary, writeReport } from '../../app/report/write-report.ts';
import { FramefleetError } from '../../shared/errors.ts';
import { harmlessLine } from '../../shared/harmless.ts';
import { runFilterOf } from '../../shared/questions.ts';
import type { AskedReport } from '../../shared/report.ts';
import type { TracksReader } from '../../shared/tracks.ts';
import type { Environment } from '../flags/read-flags.ts';
import type { AnswerOptions } from './answer.ts';
import { storeFlagsOf } from './next-questions.ts';
import { say } from './say.ts';
import { untilStopped } from './until-stopped.ts';
import { showWork } from './work-display.ts';

/** Whose store, where its sources are, and where the report goes. */
interface ReportOptions extends Pick<AnswerOptions, 'home' | 'resultsUrl' | 'token' | 'readToken'> {
  readonly output: string;
  readonly zones: string | null;
  readonly media: readonly string[];
  readonly ffmpegPath: string | null;
}

/**
 * Writes a report, and shows on stderr how far it is and what is missing in it. Ctrl-C ends it, and leaves nothing.
 *
 * @returns the exit code
 */
export async function showReport(
  options: ReportOptions,
  asked: AskedReport,
  environment: Environment,
): Promise<number> {
  return untilStopped('nothing was written', async (signal) => {
    const { output, bytes, runs, notes } = await write(options, asked, environment, signal);
    for (const note of notes) say(`framefleet: ${note}`);
    const megabytes = (bytes / 1e6).toFixed(1);
    say(`${harmlessLine(output)}: ${runs} ${runs === 1 ? 'run' : 'runs'}, ${megabytes} MB`);
    return 0;
  });
}

async function write(
  options: ReportOptions,
  asked: AskedReport,
  environment: Environment,
  signal: AbortSignal,
): Promise<ReportSummary> {
  const { home, resultsUrl, output, zones } = options;
  const paths = homePaths(home);
  const asking = {
    ...{ program: launcherName(), zonesFile: zones },
    store: storeFlagsOf({ home, resultsUrl }, environment),
  };
  const frames = new SourceFrames({ ...options, log: stderrLog('report') });
  let tracks: TracksReader | null = null;
  try {
    tracks = await openTracksReader(paths, resultsUrl, options);
    await makeWanted(tracks, asked);
    const reader = await openResultsReader(paths, resultsUrl, options);
    try {
      const sources = { reader, tracks, frames };
      return await showWork((events) => writeReport(sources, asked, { output, asking, signal }, events));
    } finally {
      await reader.close();
    }
  } finally {
    await frames.close();
    await tracks?.close();
  }
}

/** What stands against it is told when objects are asked for. */
async function makeWanted(tracks: TracksReader, { filter }: AskedReport): Promise<void> {
  await makeTracks(tracks, runFilterOf(filter)).catch((error: unknown) => {
    if (!(error instanceof FramefleetError) || error.httpStatus >= 500) throw error;
  });
}
