import { resolve } from 'node:path';
import { launcherName } from '../../app/demo/bundle.ts';
import { DEFAULT_HOME } from '../../app/home.ts';
import { labelListItem } from '../../shared/label-list.ts';
import type { Environment } from '../flags/read-flags.ts';
import { shellWord } from './shell-word.ts';

/** A command to paste. @param rest - what stands behind the command's name, each a word */
export type Asking = (name: string, ...rest: readonly string[]) => string;

/** Commands for the store of a home, which is named where they would not find it by themselves. */
export function askingOf(home: string, environment: Environment): Asking {
  const usual = resolve(environment.FRAMEFLEET_HOME || DEFAULT_HOME);
  const place = home === usual ? [] : ['--home', home];
  return (name, ...rest) => [launcherName(), name, ...[...place, ...rest].map(shellWord)].join(' ');
}

/** A label as the flags that choose labels take it. */
export function labelFlag(label: string): readonly [string, string] {
  return ['--label', labelListItem(label)];
}
