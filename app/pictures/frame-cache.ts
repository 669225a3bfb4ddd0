import type { ShownFrame } from '../../shared/frame-pictures.ts';

/** Remembers frames of sources, those that were asked for last, within some bytes. */
export class FrameCache {
  readonly #frames = new Map<string, ShownFrame>();
  #bytes = 0;

  constructor(private readonly mostBytes: number) {}

  /** @returns a copy, to be painted in; `null` where it is not remembered */
  get(source: string, frameIndex: number): ShownFrame | null {
    const key = keyOf(source, frameIndex);
    const frame = this.#frames.get(key);
    if (!frame) return null;
    this.#frames.delete(key);
    this.#frames.set(key, frame);
    return copied(frame);
  }

  /** Keeps a copy. A frame that leaves no room for others is not kept. */
  put(source: string, frame: ShownFrame): void {
    const key = keyOf(source, frame.frameIndex);
    if (this.#frames.has(key) || frame.rgb.length > this.mostBytes / 2) return;
    this.#frames.set(key, copied(frame));
    this.#bytes += frame.rgb.length;
    for (const [oldest, { rgb }] of this.#frames) {
      if (this.#bytes <= this.mostBytes) break;
      this.#frames.delete(oldest);
      this.#bytes -= rgb.length;
    }
  }
}

function keyOf(source: string, frameIndex: number): string {
  return `${frameIndex} ${source}`;
}

function copied(frame: ShownFrame): ShownFrame {
  return { ...frame, rgb: Buffer.from(frame.rgb) };
}
