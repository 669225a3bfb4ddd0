import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Logger } from '../../shared/logging.ts';

/** Workers come in numbers: small heaps, and one for all native threads of a process (docs/speed.md). */
export const WORKER_NODE_FLAGS = ['--max-semi-space-size=1', '--optimize-for-size', '--v8-pool-size=1'];
/** Large pages load a model in three quarters of the time, and int8 computes a little faster with them. */
export const WORKER_ENVIRONMENT = { MALLOC_ARENA_MAX: '1', GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' };

/** A worker that ends this often without a second of life between is not started again. */
const MAX_QUICK_ENDS = 3;
const QUICK_MS = 5_000;

export interface WorkerPoolOptions {
  /** Compiled entry of the command line. */
  readonly entry: string;
  readonly count: number;
  /** Environment of the workers, complete. */
  readonly env: NodeJS.ProcessEnv;
  readonly log: Logger;
  /** Called when workers end as soon as they start, so that waiting for them is in vain. */
  onExhausted(): void;
}

/**
 * Worker processes of this machine. They run in sessions of their own, so that Ctrl-C reaches the command alone, and end
 * with it however it ends (IPC channel). A worker that dies is replaced.
 */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #children = new Set<ChildProcess>();
  #isClosing = false;
  #quickEnds = 0;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    for (let i = 0; i < options.count; i++) this.#start();
  }

  /** Lets every worker finish its chunk and end; at once when `isUrgent`. */
  async close(isUrgent = false): Promise<void> {
    this.#isClosing = true;
    await Promise.all(
      [...this.#children].map(
        (child) =>
          new Promise<void>((resolve) => {
            child.once('exit', () => resolve());
            child.kill(isUrgent ? 'SIGKILL' : 'SIGTERM');
          }),
      ),
    );
  }

  #start(): void {
    const { entry, env, log } = this.#options;
    const started = Date.now();
    const child = fork(entry, ['worker'], {
      env: { ...WORKER_ENVIRONMENT, ...env },
      execArgv: WORKER_NODE_FLAGS,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#children.add(child);
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => log.warn({ pid: child.pid }, line));
    }
    child.on('error', (error) => log.error({ err: error }, 'worker'));
    child.once('exit', (code, signal) => {
      this.#children.delete(child);
      if (this.#isClosing) return;
      this.#quickEnds = Date.now() - started < QUICK_MS ? this.#quickEnds + 1 : 0;
      log.warn({ pid: child.pid, code, signal }, 'a worker has ended, starting another');
      if (this.#quickEnds <= MAX_QUICK_ENDS) this.#start();
      else this.#options.onExhausted();
    });
  }
}
