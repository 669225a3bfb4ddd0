import type { Size } from '../../shared/geometry.ts';
import { syntheticUnit } from '../darknet/synthetic-weights.ts';

/** A frame of noise, RGB, interleaved. */
export function noiseFrame({ width, height }: Size): Uint8Array {
  return Uint8Array.from({ length: 3 * width * height }, (_, i) => (syntheticUnit(i, 1) + 1) * 127.5);
}
