/** Turns at runs: of several inputs that are one recording (copies, say) each waits for the one before, and finds its work done. */
export class RunTurns {
  readonly #last = new Map<string, Promise<void>>();

  /** Waits for its turn. @returns ends it; may be called twice */
  async take(runId: string): Promise<() => void> {
    const before = this.#last.get(runId);
    let end = (): void => undefined;
    const over = new Promise<void>((resolve) => {
      end = () => {
        if (this.#last.get(runId) === over) this.#last.delete(runId);
        resolve();
      };
    });
    this.#last.set(runId, over);
    await before;
    return end;
  }
}
