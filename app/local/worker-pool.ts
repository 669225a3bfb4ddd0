import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { ModelError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logging.ts';
import type { Preload } from '../../shared/preload.ts';
import type { ChildContext } from './child-context.ts';

/** Workers come in numbers: small heaps, and one for all native threads of a process (docs/speed.md). */
export const WORKER_NODE_FLAGS = ['--max-semi-space-size=1', '--v8-pool-size=1'];
/** Large pages load a model in three quarters of the time, and int8 computes a little faster with them. */
export const WORKER_ENVIRONMENT = { MALLOC_ARENA_MAX: '1', GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' };

/** A place in the pool whose workers end this often without a moment of life between is given up. */
const MAX_QUICK_ENDS = 3;
const QUICK_MS = 5_000;
/** Before the next try, for each quick end in a row. */
const RESTART_DELAY_MS = 250;

export interface WorkerPoolOptions extends ChildContext {
  readonly count: number;
}

/**
 * Worker processes of this machine. They run in sessions of their own, so that Ctrl-C reaches the command alone, and end
 * with it however it ends (IPC channel). A worker that dies is replaced. They load their packages, and take part once a model is told.
 */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #running = new Map<ChildProcess, Promise<void>>();
  readonly #restarts = new Set<NodeJS.Timeout>();
  readonly #failing = new AbortController();
  #preload: Preload | null = null;
  #places = 0;
  #begun = 0;
  #isClosing = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
  }

  /** Aborted, with a `ModelError`, when every place is given up, so that waiting for workers is in vain. */
  get failing(): AbortSignal {
    return this.#failing.signal;
  }

  /** Has as many workers as that, or all; may be called again, and with fewer, without harm. */
  start(count = this.#options.count): void {
    for (; this.#begun < Math.min(count, this.#options.count) && !this.#isClosing; this.#begun++) {
      this.#places++;
      this.#fill(0);
    }
  }

  /** Tells the workers, those to come too, which model they load first. */
  tell(preload: Preload): void {
    this.#preload = preload;
    for (const child of this.#running.keys()) tell(child, preload);
  }

  /** Lets every worker finish its chunk and end; at once when `isUrgent`. */
  async close(isUrgent = false): Promise<void> {
    this.#isClosing = true;
    for (const timer of this.#restarts) clearTimeout(timer);
    for (const child of this.#running.keys()) child.kill(isUrgent ? 'SIGKILL' : 'SIGTERM');
    await Promise.all(this.#running.values());
  }

  /** Puts a worker in a place. @param quickEnds - how many in a row ended there at once */
  #fill(quickEnds: number): void {
    const { log } = this.#options;
    const started = performance.now();
    const child = startWorker(this.#options);
    if (this.#preload) tell(child, this.#preload);
    const ended = endOf(child, log).then((how) => {
      this.#running.delete(child);
      if (this.#isClosing) return;
      const ends = performance.now() - started < QUICK_MS ? quickEnds + 1 : 0;
      if (ends > MAX_QUICK_ENDS) {
        log.error({ pid: child.pid, ...how }, 'workers end as soon as they start');
        const reason = 'Workers end as soon as they start; their last words are above.';
        if (--this.#places > 0) return;
        if (this.#begun < this.#options.count) this.start();
        else this.#failing.abort(new ModelError('INFERENCE_FAILED', reason));
        return;
      }
      log.warn({ pid: child.pid, ...how }, 'a worker has ended, starting another');
      const timer = setTimeout(() => {
        this.#restarts.delete(timer);
        this.#fill(ends);
      }, ends * RESTART_DELAY_MS);
      this.#restarts.add(timer);
    });
    this.#running.set(child, ended);
  }
}

function startWorker({ entry, env, log }: ChildContext): ChildProcess {
  const child = fork(entry, ['worker'], {
    env: { ...WORKER_ENVIRONMENT, ...env, FRAMEFLEET_PRELOAD: 'told' },
    execArgv: WORKER_NODE_FLAGS,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', (line) => log.warn({ pid: child.pid }, line));
  }
  return child;
}

/** One that has ended is not told, but the one in its place. */
function tell(child: ChildProcess, preload: Preload): void {
  if (child.connected) child.send(preload, () => undefined);
}

/** How a process ends. One that could not be started has no `exit`, only an `error`. */
function endOf(
  child: ChildProcess,
  log: Logger,
): Promise<{ readonly code: number | null; readonly signal: string | null }> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.on('error', (error) => {
      log.error({ err: error, pid: child.pid }, 'worker');
      if (child.pid === undefined) resolve({ code: null, signal: null });
    });
  });
}
