import { MediaSources } from '../../app/pictures/media-sources.ts';
import type { SourceFailure } from '../../app/sources/source-failure.ts';
import { harmlessLine } from '../../shared/harmless.ts';
import { createLogger } from '../../shared/logging.ts';
import { reportFailure } from '../failure.ts';
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

/** Says which recordings nothing was made of, and why. @returns the exit code: that of the gravest */
export function reportFailures(failures: readonly SourceFailure[]): number {
  let code = 0;
  for (const { video, error } of failures) {
    say(`${harmlessLine(video)}:`);
    code = Math.max(code, reportFailure(error));
  }
  return code;
}
