import type { DecodedFrame } from '../../../producer/ffmpeg/decoded-frame.ts';

/** A frame of 64 × 64 points of one brightness. */
export function frameOf(ordinal: number, level: number): DecodedFrame {
  const size = { width: 64, height: 64 };
  const pixels = new Uint8Array(64 * 64 * 3).fill(level);
  return {
    frameIndex: ordinal,
    pts: ordinal,
    ordinal,
    arrivedAt: 0,
    source: { width: 800, height: 400 },
    size,
    pixels,
  };
}
