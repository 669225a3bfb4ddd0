import type { Readable } from 'node:stream';
import type { Size } from '../../shared/geometry.ts';

const recordBytes = 4;

/** The sizes of the frames of each of ffmpeg's filter graphs, as shown, as they become known. */
export class GraphSizes {
  readonly #sizes: Size[] = [];
  #rest = Buffer.alloc(0);
  #isClosed = false;
  #wake: () => void = () => undefined;

  constructor(stream: Readable) {
    stream.on('data', (piece: Buffer) => this.#read(piece));
    stream.on('close', () => {
      this.#isClosed = true;
      this.#wake();
    });
  }

  /** @returns `null` when ffmpeg ends before it is known */
  async of(graph: number): Promise<Size | null> {
    while (this.#sizes.length <= graph && !this.#isClosed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#sizes[graph] ?? null;
  }

  #read(piece: Buffer): void {
    const bytes = Buffer.concat([this.#rest, piece]);
    let offset = 0;
    for (; offset + recordBytes <= bytes.length; offset += recordBytes) {
      this.#sizes.push({ width: bytes.readUInt16LE(offset), height: bytes.readUInt16LE(offset + 2) });
    }
    this.#rest = bytes.subarray(offset);
    this.#wake();
  }
}
