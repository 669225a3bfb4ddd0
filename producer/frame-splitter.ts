/** Frames cut from a stream of bytes, whatever the pieces it comes in. */
export class FrameSplitter {
  #frame: Uint8Array;
  #filled = 0;

  constructor(readonly frameBytes: number) {
    this.#frame = new Uint8Array(frameBytes);
  }

  /** Bytes of a frame that has begun and not ended. */
  get pendingBytes(): number {
    return this.#filled;
  }

  /** The frames that a piece completes; each owns its memory. */
  *split(piece: Uint8Array): Generator<Uint8Array> {
    for (let offset = 0; offset < piece.length; ) {
      const part = piece.subarray(offset, offset + this.frameBytes - this.#filled);
      this.#frame.set(part, this.#filled);
      this.#filled += part.length;
      offset += part.length;
      if (this.#filled < this.frameBytes) return;
      const frame = this.#frame;
      this.#frame = new Uint8Array(this.frameBytes);
      this.#filled = 0;
      yield frame;
    }
  }
}
