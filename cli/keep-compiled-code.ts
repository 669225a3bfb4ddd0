import { lstatSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import { homePaths } from '../app/home.ts';

/** Since Node 22.8. */
interface WithCompileCache {
  readonly enableCompileCache?: (folder: string) => unknown;
}

/**
 * Keeps in the home folder, where there is one, what V8 makes of code that is imported later, for the next command; Node 20 cannot. What
 * is kept is run: only in folders that are this user's and that nobody else may write.
 */
export function keepCompiledCode(home: string): void {
  const { cache } = homePaths(home);
  const code = join(cache, 'code');
  if (isOwn(home) === true && isOwn(cache) !== false && isOwn(code) !== false) {
    (nodeModule as WithCompileCache).enableCompileCache?.(code);
  }
}

/** Whether nobody else may write a folder; `null`: it is not there. */
function isOwn(folder: string): boolean | null {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  if (!stats) return null;
  return stats.isDirectory() && stats.uid === process.geteuid?.() && (stats.mode & 0o022) === 0;
}
