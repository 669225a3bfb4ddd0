import type { ExportFile } from '../export-source.ts';

/** Writes a JSON array element by element, each on a line of its own. */
export class JsonList {
  readonly #file: ExportFile;
  #separator = '[\n';

  constructor(file: ExportFile) {
    this.#file = file;
  }

  add(value: object): Promise<void> {
    const text = this.#separator + JSON.stringify(value);
    this.#separator = ',\n';
    return this.#file.write(text);
  }

  end(): Promise<void> {
    return this.#file.write(this.#separator === '[\n' ? '[]' : '\n]');
  }
}
