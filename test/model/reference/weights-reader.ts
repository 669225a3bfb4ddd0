/** Floats of a darknet weights file, one part after the other. */
export class WeightsReader {
  readonly #bytes: Uint8Array;
  /** Version 0.2 and later: three int32, then a counter of 8 bytes. */
  #offset = 20;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  next(count: number): Float32Array {
    const floats = new Float32Array(this.#bytes.buffer, this.#bytes.byteOffset + this.#offset, count);
    this.#offset += 4 * count;
    return floats;
  }

  get bytesLeft(): number {
    return this.#bytes.byteLength - this.#offset;
  }
}
