import type { Size } from '../../shared/geometry.ts';
import type { DecodedFrame } from '../ffmpeg/decoded-frame.ts';

/** Points in a row, about. */
const WIDTH = 320;

/** A frame by its brightness. */
export interface GrayPlane {
  readonly size: Size;
  readonly points: Uint8Array;
}

/** A frame, reduced for comparisons: every n-th pixel both ways, and of three channels the green one, which has most of the brightness. */
export function grayPlaneOf({ size, pixels }: Pick<DecodedFrame, 'size' | 'pixels'>): GrayPlane {
  const channels = pixels.length / (size.width * size.height);
  const step = Math.max(1, Math.round(size.width / WIDTH));
  const [width, height] = [Math.ceil(size.width / step), Math.ceil(size.height / step)];
  const points = new Uint8Array(width * height);
  const [right, down] = [step * channels, step * size.width * channels];
  for (let y = 0, at = 0; y < height; y++) {
    let from = y * down + (channels > 1 ? 1 : 0);
    for (const end = at + width; at < end; at++, from += right) points[at] = pixels[from]!;
  }
  return { size: { width, height }, points };
}
