import { Transform, type TransformCallback } from 'node:stream';

/**
 * Frames cut from a stream of bytes, whatever the pieces it comes in: bytes are written, frames are read.
 *
 * Frames lie in blocks, `blockFrames` in a row, so that frames of one block need not be copied to be put together.
 */
export class FrameSplitter extends Transform {
  #block: Uint8Array;
  /** Bytes of the block that are read out, and that are filled. */
  #read = 0;
  #filled = 0;

  constructor(
    readonly frameBytes: number,
    readonly blockFrames: number,
  ) {
    super({ readableObjectMode: true, readableHighWaterMark: 1 });
    this.#block = new Uint8Array(frameBytes * blockFrames);
  }

  /** Bytes of a frame that has begun and not ended. */
  get pendingBytes(): number {
    return this.#filled - this.#read;
  }

  override _transform(piece: Uint8Array, _encoding: BufferEncoding, done: TransformCallback): void {
    for (let offset = 0; offset < piece.length; ) {
      const part = piece.subarray(offset, offset + this.#block.length - this.#filled);
      this.#block.set(part, this.#filled);
      this.#filled += part.length;
      offset += part.length;
      for (; this.pendingBytes >= this.frameBytes; this.#read += this.frameBytes) {
        this.push(this.#block.subarray(this.#read, this.#read + this.frameBytes));
      }
      if (this.#read < this.#block.length) continue;
      this.#block = new Uint8Array(this.#block.length);
      this.#read = this.#filled = 0;
    }
    done();
  }
}

/** Frames as one run of bytes: a view where they lie in a row in one block, else a copy. */
export function joined(frames: readonly Uint8Array[]): Uint8Array {
  const [first] = frames;
  if (!first) return new Uint8Array(0);
  let end = first.byteOffset;
  const isRow = frames.every((frame) => {
    const fits = frame.buffer === first.buffer && frame.byteOffset === end;
    end += frame.byteLength;
    return fits;
  });
  return isRow ? new Uint8Array(first.buffer, first.byteOffset, end - first.byteOffset) : Buffer.concat(frames);
}
