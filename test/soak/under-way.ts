import { readFileSync } from 'node:fs';
import { processesNaming } from '../fixtures/processes.ts';
import type { Stage } from './stage.ts';

/** Processes of a set-up, each with its state (`T` is stopped, `Z` has ended), its parent and its command (Linux). */
export function whatIsUnderWay({ home }: Stage): string[] {
  return processesNaming(home).map(({ pid, command }) => `${pid} ${stateOf(pid)} ${command}`);
}

function stateOf(pid: number): string {
  try {
    const [, state, parent] = /\) (\S) (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return `(${state}, of ${parent})`;
  } catch {
    return '(gone)';
  }
}
