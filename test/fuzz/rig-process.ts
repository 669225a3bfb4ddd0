import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { showsStack } from '../fixtures/command-verdict.ts';

const END_MS = 20_000;

interface ProcessOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Gets what it says on stderr. */
  readonly logFile: string;
}

export interface RigProcess {
  readonly name: string;
  /** Whether it has ended (with its code or signal), and the stack trace that it has shown since this was asked last. */
  look(): { ended: string | null; stack: string | null };
  /** The end of what it said on stderr. */
  lastWords(): string;
  restart(): void;
  close(): Promise<void>;
}

/** A process that inputs are given to; it ought never to end by itself. */
export function startProcess({ name, command, args, env, logFile }: ProcessOptions): RigProcess {
  let child: ChildProcess;
  let seen = 0;
  const restart = () => {
    const log = openSync(logFile, 'a');
    child = spawn(command, args, { env, stdio: ['ignore', 'ignore', log] });
    closeSync(log);
  };
  const lastWords = () => readFileSync(logFile, 'utf8').slice(-3000);
  restart();
  return {
    name,
    lastWords,
    restart,
    look() {
      const text = readFileSync(logFile, 'utf8');
      const said = text.slice(seen);
      seen = text.length;
      const isEnded = child.exitCode !== null || child.signalCode !== null;
      return {
        ended: isEnded ? String(child.exitCode ?? child.signalCode) : null,
        stack: showsStack(said) ? said.slice(-3000) : null,
      };
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}
