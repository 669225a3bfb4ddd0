import type { StopSignals } from './run-events.ts';

/**
 * Ctrl-C and SIGTERM: the first asks to stop in good order, the second to give up waiting too, the third ends at once. Until it
 * listens, the first ends the process.
 */
export class ShutdownSignals implements StopSignals {
  readonly #stop = new AbortController();
  readonly #abort = new AbortController();

  get stop(): AbortSignal {
    return this.#stop.signal;
  }

  get abort(): AbortSignal {
    return this.#abort.signal;
  }

  listen(): void {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => this.#next());
  }

  #next(): void {
    if (!this.stop.aborted) this.#stop.abort();
    else if (!this.abort.aborted) this.#abort.abort();
    else process.exit(130);
  }
}
