import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { ERROR_TABLE, type ErrorCode, StoreError } from '../../shared/errors.ts';
import type { ChildContext } from './child-context.ts';

/** What DuckDB lets go of goes back to the system: its blocks come and go in all threads, and would lie in pieces in the heap of each. */
const ENVIRONMENT = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '131072' };
/** Characters of its log that are kept. */
const KEPT_WORDS = 4000;

/**
 * A daemon that was started here, in a session of its own, so that Ctrl-C does not reach it. It loads most of its packages, and touches
 * neither store nor sockets before it is told to begin; where this process ends before that, it ends too.
 */
export class DaemonProcess {
  readonly #child: ChildProcess;
  #said = '';
  #hasBegun = false;

  constructor({ entry, home, env }: ChildContext & { readonly home: string }) {
    this.#child = spawn(process.execPath, [entry, 'daemon', '--home', home], {
      env: { ...env, ...ENVIRONMENT },
      detached: true,
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    this.#child.unref();
    this.#child.on('error', (error) => {
      this.#said = error.message;
    });
    this.#child.stdin?.on('error', () => undefined); // it has ended
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-KEPT_WORDS);
    });
  }

  get isRunning(): boolean {
    const { pid, exitCode, signalCode } = this.#child;
    return pid !== undefined && exitCode === null && signalCode === null;
  }

  begin(): void {
    this.#hasBegun = true;
    this.#child.stdin?.end('begin\n');
  }

  /** Ends it where it has not begun: it has touched nothing. */
  async dismiss(): Promise<void> {
    if (!this.#hasBegun && this.isRunning) {
      this.#child.ref();
      this.#child.kill('SIGKILL');
      await once(this.#child, 'exit');
    }
    this.release();
  }

  /** What it said last on stderr; of its log the message alone. */
  get #lastWords(): string {
    const last = this.#said.trim().split('\n').at(-1) ?? '';
    try {
      const { err, msg } = JSON.parse(last) as { err?: { message?: string }; msg?: string };
      return err?.message ?? msg ?? last;
    } catch {
      return last;
    }
  }

  /** Why it ended, as it said itself. */
  failure(): StoreError {
    const [, code, message] = /^\[([A-Z_]+)\] ([\s\S]*)$/m.exec(this.#said.trim()) ?? [];
    if (code !== undefined && message !== undefined && code in ERROR_TABLE) {
      return new StoreError(code as ErrorCode, message);
    }
    return new StoreError('STORE_UNREACHABLE', `The results service could not be started: ${this.#lastWords}`);
  }

  /** Listens to it no longer, so that this process may end while the daemon runs on for others. */
  release(): void {
    this.#child.stderr?.destroy();
  }
}
