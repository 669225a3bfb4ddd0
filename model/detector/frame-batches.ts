import type { RgbFrames } from '../../shared/inference.ts';

/** Frames of one call of the runtime. */
export interface FrameBatch {
  /** `batch × height × width × 3` bytes. */
  readonly pixels: Uint8Array;
  /** Index of the first frame. */
  readonly first: number;
  /** How many of them are frames; what follows is there to fill the batch. */
  readonly count: number;
}

/** Frames in batches of one size; copied only where the last one has to be filled up. */
export function* frameBatches({ width, height, count, pixels }: RgbFrames, batch: number): Generator<FrameBatch> {
  const frameBytes = width * height * 3;
  for (let first = 0; first < count; first += batch) {
    const present = pixels.subarray(first * frameBytes, Math.min(first + batch, count) * frameBytes);
    const whole = batch * frameBytes;
    yield {
      pixels: present.byteLength === whole ? present : filledUp(present, whole),
      first,
      count: Math.min(batch, count - first),
    };
  }
}

function filledUp(bytes: Uint8Array, length: number): Uint8Array {
  const filled = new Uint8Array(length);
  filled.set(bytes);
  return filled;
}
