import { MediaSources } from '../../app/pictures/media-sources.ts';
import { ShutdownSignals } from '../../app/shutdown-signals.ts';
import type { SourceFailure } from '../../app/sources/source-failure.ts';
import { harmlessLine } from '../../shared/harmless.ts';
import { createLogger } from '../../shared/logging.ts';
import { reportFailure, STOPPED } from '../failure.ts';
import type { AnswerOptions } from './answer.ts';
import { say } from './say.ts';

/** Whom to ask, and where sources are. */
export interface VideoSite extends Pick<AnswerOptions, 'home' | 'resultsUrl' | 'token' | 'readToken' | 'json'> {
  readonly media: readonly string[];
}

/** Who finds recordings. */
export function sourcesOf({ media }: VideoSite): MediaSources {
  return new MediaSources({ media, log: createLogger('cli', 'silent', process.stderr) });
}

/** Does work that makes one file after another until Ctrl-C. @returns the exit code */
export async function untilStopped(what: string, work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const signals = new ShutdownSignals();
  signals.listen();
  try {
    return await work(signals.stop);
  } catch (error) {
    if (!signals.stop.aborted) throw error;
    say(`framefleet: stopped; ${what} that are whole stay, and the same command goes on`);
    return STOPPED;
  }
}

/** Says which recordings nothing was made of, and why. @returns the exit code: that of the gravest */
export function reportFailures(failures: readonly SourceFailure[]): number {
  let code = 0;
  for (const { video, error } of failures) {
    say(`${harmlessLine(video)}:`);
    code = Math.max(code, reportFailure(error));
  }
  return code;
}
