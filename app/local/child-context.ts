import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { createLogger, type Logger } from '../../shared/logging.ts';

/** How processes of ours are started. */
export interface ChildContext {
  /** Compiled entry of the command line. */
  readonly entry: string;
  /** Environment, complete. */
  readonly env: NodeJS.ProcessEnv;
  /** Hears of their ends, and takes what they say. */
  readonly log: Logger;
}

export function childContext(entry: URL, env: NodeJS.ProcessEnv): ChildContext {
  return { entry: fileURLToPath(entry), env, log: stderrLog('cli') };
}

/** Warnings, on stderr. */
export function stderrLog(service: string): Logger {
  return createLogger(service, 'warn', pino.destination({ dest: 2, sync: true }));
}
