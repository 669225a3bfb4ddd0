/**
 * Ctrl-C and SIGTERM: the first asks to stop in good order, the second to give up waiting too, the third ends at once.
 */
export class ShutdownSignals {
  readonly #stop = new AbortController();
  readonly #abort = new AbortController();
  #failure: Error | null = null;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => this.#next());
  }

  get stop(): AbortSignal {
    return this.#stop.signal;
  }

  get abort(): AbortSignal {
    return this.#abort.signal;
  }

  /** Why everything was stopped, where it was not the user. */
  get failure(): Error | null {
    return this.#failure;
  }

  /** Stops everything, since going on is in vain. */
  fail(error: Error): void {
    this.#failure = error;
    this.#stop.abort();
    this.#abort.abort();
  }

  #next(): void {
    if (!this.#stop.signal.aborted) {
      process.stderr.write('\nstopping (once more: at once)\n');
      this.#stop.abort();
    } else if (!this.#abort.signal.aborted) {
      this.#abort.abort();
    } else {
      process.exit(130);
    }
  }
}
