import type { FileHandle } from 'node:fs/promises';
import type { ExportFile } from './export-source.ts';

/** Letters that are gathered before they are written. */
const PIECE = 1 << 16;

/** A file of an export that is written piece by piece. */
export class BufferedFile implements ExportFile {
  readonly #handle: FileHandle;
  readonly #onClose: () => void;
  #text = '';

  constructor(handle: FileHandle, onClose: () => void) {
    this.#handle = handle;
    this.#onClose = onClose;
  }

  async write(content: string | Uint8Array): Promise<void> {
    if (typeof content === 'string') {
      this.#text += content;
      if (this.#text.length >= PIECE) await this.#flush();
      return;
    }
    await this.#flush();
    await this.#handle.writeFile(content);
  }

  async close(): Promise<void> {
    await this.#flush();
    await this.#handle.close();
    this.#onClose();
  }

  /** Closes it without what was not written. */
  async abandon(): Promise<void> {
    await this.#handle.close();
  }

  async #flush(): Promise<void> {
    if (this.#text === '') return;
    const text = this.#text;
    this.#text = '';
    await this.#handle.writeFile(text);
  }
}
