import { isGivenUp } from './api.ts';

/** Questions of which only the latest counts: each gives up the one before. */
export class Latest {
  #current: AbortController | null = null;

  /**
   * @param ask - gives up when the signal says so
   * @param onAnswer - hears the answer, unless another was asked meanwhile
   * @param onError - hears what went wrong, unless it was given up
   */
  ask<T>(
    ask: (signal: AbortSignal) => Promise<T>,
    onAnswer: (answer: T) => void,
    onError: (error: Error) => void,
  ): Promise<void> {
    this.stop();
    const asked = new AbortController();
    this.#current = asked;
    return ask(asked.signal).then(
      (answer) => {
        if (!asked.signal.aborted) onAnswer(answer);
      },
      (error: unknown) => {
        if (!asked.signal.aborted && !isGivenUp(error)) onError(error as Error);
      },
    );
  }

  /** Gives up what is asked. */
  stop(): void {
    this.#current?.abort();
    this.#current = null;
  }
}
