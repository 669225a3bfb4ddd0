import type { ChildProcess } from 'node:child_process';
import { start } from '../fixtures/cli.ts';
import type { Stage } from './stage.ts';

/** The part of `detect --json` and `produce --json` that a soak looks at. */
export interface Summary {
  readonly sampledFrames: number;
  readonly state: 'open' | 'complete';
  readonly failedFrames: number;
}

export interface CommandEnd {
  /** `null` after a signal. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly summary: Summary | null;
  readonly stderr: string;
}

/** One command of the program under way in a set-up. */
export class CommandRun {
  readonly child: ChildProcess;
  readonly ended: Promise<CommandEnd>;

  constructor(stage: Stage, args: readonly string[]) {
    const { child, ended } = start(args, stage.home, stage.env);
    this.child = child;
    this.ended = ended.then(({ code, stdout, stderr }) => ({
      code,
      signal: child.signalCode,
      stderr,
      summary: summaryIn(stdout),
    }));
  }
}

/** Whether a command did all of its run. */
export function isDone({ code, summary }: CommandEnd): boolean {
  return code === 0 && summary?.state === 'complete' && summary.failedFrames === 0;
}

function summaryIn(stdout: string): Summary | null {
  const line = stdout.trim().split('\n').at(-1) ?? '';
  return line.startsWith('{') ? (JSON.parse(line) as Summary) : null;
}
