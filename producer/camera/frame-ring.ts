import type { OverloadPolicy } from './camera-options.ts';

/** From which part of the room on only every n-th frame is let in. */
const thinning = [
  { fill: 7 / 8, every: 16 },
  { fill: 3 / 4, every: 8 },
  { fill: 5 / 8, every: 4 },
  { fill: 1 / 2, every: 2 },
] as const;

/**
 * Frames that wait in this process, as many as fit in some bytes. Putting one in never waits: where there is no room, frames are
 * dropped, the oldest or the newest; or (`thin`) the fuller it gets, the fewer are let in, evenly over time.
 */
export class FrameRing<T extends { readonly bytes: number }> {
  #items: T[] = [];
  #bytes = 0;
  #count = 0;
  #isEnded = false;
  #wake: () => void = () => undefined;

  /** @param onDrop - called at once, within `push` */
  constructor(
    private readonly maxBytes: number,
    private readonly policy: OverloadPolicy,
    private readonly onDrop: (item: T) => void,
  ) {}

  push(item: T): void {
    if (this.#isEnded || !this.#makeRoom(item.bytes)) {
      this.onDrop(item);
      return;
    }
    this.#items.push(item);
    this.#bytes += item.bytes;
    this.#wake();
  }

  /** The oldest frame, when it is there; `null` when none will come any more. @param isWanted - where it says no, the frame stays and `null` comes */
  async shift(isWanted: (item: T) => boolean): Promise<T | null> {
    while (this.#items.length === 0 && !this.#isEnded) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const [first] = this.#items;
    if (first === undefined || !isWanted(first)) return null;
    return this.#take();
  }

  /** The oldest frame, left where it is; `null` when none will come any more. */
  async peek(): Promise<T | null> {
    await this.shift(() => false);
    return this.#items[0] ?? null;
  }

  /** Takes no more in; what waits can still be taken out. */
  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  /** Drops all that waits. */
  clear(): void {
    while (this.#items.length > 0) this.onDrop(this.#take());
  }

  #take(): T {
    const item = this.#items.shift()!;
    this.#bytes -= item.bytes;
    return item;
  }

  #makeRoom(bytes: number): boolean {
    if (this.policy === 'thin') {
      const step = thinning.find(({ fill }) => this.#bytes >= fill * this.maxBytes);
      if (this.#count++ % (step?.every ?? 1) !== 0) return false;
    }
    while (this.policy === 'drop-oldest' && this.#items.length > 0 && this.#bytes + bytes > this.maxBytes) {
      this.onDrop(this.#take());
    }
    return this.#items.length === 0 || this.#bytes + bytes <= this.maxBytes;
  }
}
