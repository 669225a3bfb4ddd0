import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import { homePaths } from '../app/home.ts';

/** Since Node 22.1. */
interface WithCompileCache {
  readonly enableCompileCache?: (folder: string) => unknown;
}

/** Keeps in the home folder, where there is one, what V8 makes of code that is imported later, for the next command; Node 20 cannot. */
export function keepCompiledCode(home: string): void {
  if (existsSync(home)) (nodeModule as WithCompileCache).enableCompileCache?.(join(homePaths(home).cache, 'code'));
}
