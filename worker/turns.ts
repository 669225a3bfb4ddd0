/** Lets any number of tasks run beside each other, or one alone; in the order in which they are asked for. */
export class Turns {
  /** Settles, without fail, when no task is alone any more. */
  #alone: Promise<unknown> = Promise.resolve();
  readonly #beside = new Set<Promise<unknown>>();

  /** Runs a task once none is alone. */
  beside<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#alone.then(task);
    this.#beside.add(turn);
    const leave = () => this.#beside.delete(turn);
    turn.then(leave, leave);
    return turn;
  }

  /** Runs a task once all have ended that came before; those that come after wait for it. */
  alone<T>(task: () => Promise<T>): Promise<T> {
    const turn = Promise.allSettled([this.#alone, ...this.#beside]).then(task);
    this.#alone = turn.catch(() => undefined);
    return turn;
  }
}
