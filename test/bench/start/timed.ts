import { type ChildProcess, execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** Of a second, in `/proc`. */
const CLOCK_TICKS = 100;

export interface Cost {
  readonly ms: number;
  /** User and system. */
  readonly cpuMs: number;
}

/** Runs a command to its end; its CPU time is that of the process and all of its descendants that have ended. */
export async function timed(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Cost> {
  const script = `TIMEFORMAT='%R %U %S'; { time "$0" "$@" >/dev/null 2>&3; } 3>&2 2>&1`;
  const { stdout } = await promisify(execFile)('bash', ['-c', script, process.execPath, ...args], { env });
  const [real = Number.NaN, user = Number.NaN, system = Number.NaN] = stdout.trim().split(' ').map(Number);
  return { ms: real * 1000, cpuMs: (user + system) * 1000 };
}

/** CPU time of a process that runs, all of its threads. */
export function cpuMsOf({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / CLOCK_TICKS;
}
