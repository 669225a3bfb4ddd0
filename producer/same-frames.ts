import type { FrameName } from '../shared/chunk-result.ts';
import { isSameSize } from '../shared/network-size.ts';
import type { DecodedFrame } from './ffmpeg/decoded-frame.ts';

/** A few, since a comparison costs what the frames have in common, and a picture that comes back comes back soon. */
const MOST_FRAMES = 8;
const MOST_BYTES = 16 * 2 ** 20;

interface KeptFrame extends Pick<DecodedFrame, 'size' | 'source'> {
  readonly name: FrameName;
  readonly pixels: Uint8Array;
}

/**
 * The different frames that were seen last, to find those that are the same: byte for byte what the network would see, out of a picture
 * of the same size, so that their boxes are the same in its pixels, too.
 *
 * Most frames differ from others in their first bytes, so that comparing costs next to nothing.
 */
export class SameFrames {
  /** That which was seen last stands first. */
  readonly #kept: KeptFrame[] = [];

  /** @param areCopied - needed where they are kept longer than their chunk, whose frames share memory */
  constructor(private readonly areCopied = true) {}

  /** The frame before that is the same; `null` where there is none: then it is kept, for those that follow. */
  sourceOf(frame: DecodedFrame, chunkIndex: number): FrameName | null {
    const at = this.#kept.findIndex((kept) => isSame(kept, frame));
    if (at >= 0) {
      const [kept] = this.#kept.splice(at, 1);
      this.#kept.unshift(kept!);
      return kept!.name;
    }
    const { frameIndex, size, source } = frame;
    this.#kept.unshift({ name: { frameIndex, chunkIndex }, size, source, pixels: this.#keepable(frame.pixels) });
    return null;
  }

  /** Makes room; a copy lies in the memory of one that is kept no longer. */
  #keepable(pixels: Uint8Array): Uint8Array {
    let room: Uint8Array | null = null;
    const most = Math.max(1, Math.min(MOST_FRAMES, Math.floor(MOST_BYTES / pixels.byteLength)));
    while (this.#kept.length >= most) {
      const { pixels: freed } = this.#kept.pop()!;
      if (freed.byteLength === pixels.byteLength) room = freed;
    }
    if (!this.areCopied) return pixels;
    room ??= new Uint8Array(pixels.byteLength);
    room.set(pixels);
    return room;
  }
}

function isSame(kept: KeptFrame, { size, source, pixels }: DecodedFrame): boolean {
  const areSizes = isSameSize(kept.size, size) && isSameSize(kept.source, source);
  return areSizes && Buffer.compare(kept.pixels, pixels) === 0;
}
