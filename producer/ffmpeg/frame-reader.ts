import { FrameBlocks } from './frame-blocks.ts';

/**
 * Frames cut from a stream of bytes, whatever the pieces it comes in. Who reads slowly holds the stream up.
 *
 * Frames lie in blocks, `blockFrames` in a row, so that frames of one block need not be copied to be put together.
 */
export class FrameReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #piece: Uint8Array = new Uint8Array(0);
  #block: Uint8Array = new Uint8Array(0);
  #filled = 0;

  constructor(
    source: AsyncIterable<Uint8Array>,
    private readonly blockFrames: number,
    private readonly blocks = new FrameBlocks(),
  ) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /**
   * The next frame.
   *
   * @returns `null` when the stream ends before the frame does
   */
  async read(frameBytes: number): Promise<Uint8Array | null> {
    if (this.#block.length - this.#filled < frameBytes) {
      this.#block = this.blocks.take(frameBytes * this.blockFrames);
      this.#filled = 0;
    }
    const frame = this.#block.subarray(this.#filled, this.#filled + frameBytes);
    for (let read = 0; read < frameBytes; ) {
      if (this.#piece.length === 0 && !(await this.#hasNext())) return null;
      const part = this.#piece.subarray(0, frameBytes - read);
      frame.set(part, read);
      read += part.length;
      this.#piece = this.#piece.subarray(part.length);
    }
    this.#filled += frameBytes;
    return frame;
  }

  /** Gives the room of the frame read last back; its bytes are overwritten. */
  dropLast(frameBytes: number): void {
    this.#filled -= frameBytes;
  }

  /** Whether the stream ends here, with the frame read last. */
  async isAtEnd(): Promise<boolean> {
    return this.#piece.length === 0 && !(await this.#hasNext());
  }

  async #hasNext(): Promise<boolean> {
    const { done, value } = await this.#source.next().catch(endOfDestroyed);
    if (!done) this.#piece = value;
    return !done;
  }
}

/** A stream that was let go of while it was read has ended. */
function endOfDestroyed(error: unknown): IteratorResult<Uint8Array> {
  if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  return { done: true, value: undefined };
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
