/** A set of frame indexes that takes a bit for each frame of a video. */
export class IndexSet {
  #bits = new Uint8Array(1024);

  add(index: number): void {
    const byte = index >> 3;
    if (byte >= this.#bits.length) {
      const longer = new Uint8Array(Math.max(byte + 1, 2 * this.#bits.length));
      longer.set(this.#bits);
      this.#bits = longer;
    }
    this.#bits[byte]! |= 1 << (index & 7);
  }

  has(index: number): boolean {
    return ((this.#bits[index >> 3] ?? 0) & (1 << (index & 7))) !== 0;
  }
}
