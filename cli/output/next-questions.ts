import { resolve } from 'node:path';
import { launcherName } from '../../app/demo/bundle.ts';
import { DEFAULT_HOME } from '../../app/home.ts';
import { labelListItem } from '../../shared/label-list.ts';
import { shellWord } from '../../shared/shell-word.ts';
import type { Environment } from '../flags/read-flags.ts';

/** A command to paste. @param rest - what stands behind the command's name, each a word */
export type Asking = (name: string, ...rest: readonly string[]) => string;

/** Commands for the store of a home, which is named where they would not find it by themselves. */
export function askingOf(home: string, environment: Environment): Asking {
  const place = storeFlagsOf({ home, resultsUrl: null }, environment);
  return (name, ...rest) => [launcherName(), name, ...[...place, ...rest].map(shellWord)].join(' ');
}

/** The flags by which a command finds a store that it would not find by itself. */
export function storeFlagsOf(
  { home, resultsUrl }: { readonly home: string; readonly resultsUrl: string | null },
  environment: Environment,
): string[] {
  if (resultsUrl !== null)
    return resultsUrl === environment.FRAMEFLEET_RESULTS_URL ? [] : ['--results-url', resultsUrl];
  return home === resolve(environment.FRAMEFLEET_HOME || DEFAULT_HOME) ? [] : ['--home', home];
}

/** A label as the flags that choose labels take it. */
export function labelFlag(label: string): readonly [string, string] {
  return ['--label', labelListItem(label)];
}
