import type { DecodedFrame } from '../ffmpeg/decoded-frame.ts';

/** Frames whose pixels may still be needed. Those that are likely not to be are let go of first. */
export class KeptFrames {
  readonly #needed = new Map<number, DecodedFrame>();
  readonly #spare = new Map<number, DecodedFrame>();
  #bytes = 0;

  constructor(private readonly mostBytes: number) {}

  get isFull(): boolean {
    return this.#bytes > this.mostBytes;
  }

  get(ordinal: number): DecodedFrame | undefined {
    return this.#needed.get(ordinal) ?? this.#spare.get(ordinal);
  }

  add(frame: DecodedFrame): void {
    this.delete(frame.ordinal);
    this.#needed.set(frame.ordinal, frame);
    this.#bytes += frame.pixels.byteLength;
    for (const ordinal of this.#spare.keys()) {
      if (!this.isFull) break;
      this.delete(ordinal);
    }
  }

  /** It is needed only if the stretch has to be looked at more densely. */
  spare(ordinal: number): void {
    const frame = this.#needed.get(ordinal);
    if (!frame) return;
    this.#needed.delete(ordinal);
    this.#spare.set(ordinal, frame);
  }

  delete(ordinal: number): void {
    const frame = this.get(ordinal);
    if (!frame) return;
    this.#bytes -= frame.pixels.byteLength;
    this.#needed.delete(ordinal);
    this.#spare.delete(ordinal);
  }
}
