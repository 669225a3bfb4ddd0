import type { WorkEvents, WorkProgress } from '../../app/events.ts';
import type { DownloadProgress } from '../../model/store/official/download.ts';
import { downloadProgress } from './download-progress.ts';
import { showProgress } from './progress.ts';
import { say } from './say.ts';

/** Does some work, and shows on stderr what it tells: remarks, downloads, progress. */
export async function shown<T>(work: (events: WorkEvents) => Promise<T>): Promise<T> {
  const display = new WorkDisplay();
  try {
    return await work(display);
  } finally {
    display.stop();
  }
}

/** One display at a time: a remark, or another piece of work, ends the one before. */
export class WorkDisplay implements WorkEvents {
  #shown: { readonly name: string; readonly display: { stop(): void } } | null = null;

  onNote(text: string): void {
    this.stop();
    say(text);
  }

  onDownload(model: string, progress: DownloadProgress): void {
    this.#display(`download of ${model}`, () => downloadProgress(model)).update(progress);
  }

  onProgress({ name, unit, done, total }: WorkProgress): void {
    const display = this.#display(name, () => showProgress(name, 0, { unit }));
    display.update({ storedFrames: done, expectedFrames: total });
    if (done === total) this.stop();
  }

  /** May be called twice. */
  stop(): void {
    this.#shown?.display.stop();
    this.#shown = null;
  }

  #display<T extends { stop(): void }>(name: string, start: () => T): T {
    if (this.#shown?.name === name) return this.#shown.display as T;
    this.stop();
    const display = start();
    this.#shown = { name, display };
    return display;
  }
}
