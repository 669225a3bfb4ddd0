/**
 * Memory for frames, which is used again once nobody needs what is in it: to collect megabytes for every chunk costs as much as to fill
 * them.
 */
export class FrameBlocks {
  #spare: Uint8Array | null = null;

  /** Holds what it held. */
  take(byteLength: number): Uint8Array {
    const spare = this.#spare;
    this.#spare = null;
    return spare?.byteLength === byteLength ? spare : new Uint8Array(byteLength);
  }

  /** Takes a block back. Bytes that share their memory with others are left alone. */
  giveBack(bytes: Uint8Array): void {
    if (bytes.byteLength > 0 && bytes.byteLength === bytes.buffer.byteLength) this.#spare = bytes;
  }
}
