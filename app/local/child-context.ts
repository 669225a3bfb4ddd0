import type { Logger } from '../../shared/logging.ts';

/** How processes of ours are started. */
export interface ChildContext {
  /** Compiled entry of the command line. */
  readonly entry: string;
  /** Environment, complete. */
  readonly env: NodeJS.ProcessEnv;
  /** Hears of their ends, and takes what they say. */
  readonly log: Logger;
}
