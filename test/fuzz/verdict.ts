import { isCrash, showsStack } from '../fixtures/command-verdict.ts';
import type { LimitedEnd } from './run-limited.ts';

export type Fault = 'crash' | 'hang' | 'stack trace';

/** What became of an input. */
export interface Verdict {
  /** In a few characters: an exit code, an HTTP status, … */
  readonly outcome: string;
  readonly faults: readonly Fault[];
  /** What to look at where there are faults: the command, the request, what was said. */
  readonly details: string;
}

/** The verdict on a command that was given an input. */
export function verdictOn(args: readonly string[], end: LimitedEnd): Verdict {
  const faults: Fault[] = [];
  if (end.endedFor === 'time') faults.push('hang');
  else if (end.endedFor === 'memory' || isCrash(end)) faults.push('crash');
  if (showsStack(end.stderr)) faults.push('stack trace');
  return {
    outcome: end.endedFor ?? String(end.code ?? end.signal),
    faults,
    details: `dist/cli/main.js ${args.map((arg) => JSON.stringify(arg)).join(' ')}\n${end.stderr.slice(-3000)}`,
  };
}
