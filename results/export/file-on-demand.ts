import type { ExportFile, ExportTarget } from './export-source.ts';

/** A file that is made once there is something to write. */
export class FileOnDemand {
  readonly #target: ExportTarget;
  readonly #path: string;
  #file: ExportFile | null = null;

  constructor(target: ExportTarget, path: string) {
    this.#target = target;
    this.#path = path;
  }

  async write(text: string): Promise<void> {
    if (text === '') return;
    this.#file ??= await this.#target.file(this.#path);
    await this.#file.write(text);
  }

  /** @returns whether there is a file */
  async close(): Promise<boolean> {
    await this.#file?.close();
    return this.#file !== null;
  }
}
