import type { WorkEvents, WorkProgress } from '../../app/events.ts';
import { type ProgressDisplay, showProgress } from './progress.ts';
import { say } from './say.ts';

/** Does some work, and shows on stderr what it tells: remarks and progress. */
export async function showWork<T>(work: (display: WorkDisplay) => Promise<T>): Promise<T> {
  const display = new WorkDisplay();
  try {
    return await work(display);
  } finally {
    display.stop();
  }
}

/** One display at a time: a remark, or another piece of work, ends the one before. What it hears with may be handed on by itself. */
export class WorkDisplay implements WorkEvents {
  #shown: { readonly name: string; readonly display: ProgressDisplay } | null = null;

  readonly onNote = (text: string): void => {
    this.stop();
    say(text);
  };

  readonly onProgress = ({ name, unit, done, total }: WorkProgress): void => {
    if (this.#shown?.name !== name) {
      this.stop();
      this.#shown = { name, display: showProgress(name, { unit }) };
    }
    this.#shown.display.update(done, total);
    if (done === total) this.stop();
  };

  /** May be called twice. */
  stop(): void {
    this.#shown?.display.stop();
    this.#shown = null;
  }
}
