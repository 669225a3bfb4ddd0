import { homePaths } from '../../app/home.ts';
import { type LakeOptions, type LakeSummary, writeLake } from '../../app/lake/write-lake.ts';
import { openLakeSource, openResultsReader } from '../../app/open-results-reader.ts';
import { harmlessLine } from '../../shared/harmless.ts';
import type { AnswerOptions } from './answer.ts';
import { say } from './say.ts';
import { untilStopped } from './until-stopped.ts';
import { showWork } from './work-display.ts';

type Site = Pick<AnswerOptions, 'home' | 'resultsUrl' | 'token' | 'readToken'>;
type Options = Omit<LakeOptions, 'signal'>;

/**
 * Brings a lake up to date, and shows on stderr how far it is and what was written. Ctrl-C ends it between two runs; those that are
 * written stay.
 *
 * @returns the exit code
 */
export async function showLake(site: Site, options: Options): Promise<number> {
  return untilStopped('runs that are written stay, and the same command goes on', async (signal) => {
    say(describe(await withStore(site, options, signal)));
    return 0;
  });
}

async function withStore(site: Site, options: Options, signal: AbortSignal): Promise<LakeSummary> {
  const paths = homePaths(site.home);
  const reader = await openResultsReader(paths, site.resultsUrl, site);
  try {
    const source = await openLakeSource(paths, site.resultsUrl, site);
    try {
      return await showWork((events) => writeLake(reader, source, { ...options, signal }, events));
    } finally {
      await source.close();
    }
  } finally {
    await reader.close();
  }
}

function describe({ folder, written, present, open }: LakeSummary): string {
  const parts = [`${written} ${written === 1 ? 'run' : 'runs'} written`, `${present} there already`];
  if (open > 0) parts.push(`${open} not complete yet`);
  return `${harmlessLine(folder)}: ${parts.join(', ')}`;
}
