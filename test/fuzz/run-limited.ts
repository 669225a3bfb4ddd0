import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const MOST_BYTES = 4 * 2 ** 30;
const LOOK_MS = 200;
const KEPT_TEXT = 200_000;

export interface LimitedEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Why it was ended before it ended itself. */
  readonly endedFor: 'time' | 'memory' | null;
}

/** Runs the command line with a limit to its time and its memory. */
export function runLimited(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  limitMs: number,
): Promise<LimitedEnd> {
  const child = spawn(process.execPath, ['dist/cli/main.js', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let endedFor: LimitedEnd['endedFor'] = null;
  const end = (reason: 'time' | 'memory') => {
    endedFor ??= reason;
    child.kill('SIGKILL');
  };
  const timer = setTimeout(() => end('time'), limitMs);
  const look = setInterval(() => residentBytes(child.pid!) > MOST_BYTES && end('memory'), LOOK_MS);
  const texts = [child.stdout, child.stderr].map((stream) => {
    let text = '';
    stream.setEncoding('utf8').on('data', (part: string) => {
      text = (text + part).slice(-KEPT_TEXT);
    });
    return () => text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      clearInterval(look);
      const [stdout, stderr] = texts.map((text) => text());
      resolve({ code, signal, stdout: stdout!, stderr: stderr!, endedFor });
    });
  });
}

/** Memory that a process has now (Linux); 0 when it is gone. */
function residentBytes(pid: number): number {
  try {
    const [, pages = '0'] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
    return Number(pages) * 4096;
  } catch {
    return 0;
  }
}
