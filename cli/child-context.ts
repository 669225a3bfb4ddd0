import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import type { ChildContext } from '../app/local/child-context.ts';
import { createLogger } from '../shared/logging.ts';
import type { Environment } from './flags/read-flags.ts';

/** How this command line starts its own processes: their log is warnings, on stderr. */
export function childContext(environment: Environment): ChildContext {
  return {
    entry: fileURLToPath(new URL('main.js', import.meta.url)),
    env: environment,
    log: createLogger('cli', 'warn', pino.destination({ dest: 2, sync: true })),
  };
}
