import type { LookedAtFrame, TrackBox } from '../../../results/analysis/tracking/track-objects.ts';
import type { Detection } from '../../../shared/detection.ts';

export const person = { classId: 0, label: 'person' };

/** A box of 40 × 80 around a centre. */
export function boxAt(x: number, y: number, width = 40, height = 80): Detection['box'] {
  return [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
}

export function detection(box: Detection['box'], changes: Partial<Detection> = {}): Detection {
  return { ...person, confidence: 0.9, box, ...changes };
}

/** Frames at a rate, with what is found in each. */
export function framesAt(
  fps: number,
  count: number,
  found: (frameIndex: number, seconds: number) => Detection[],
): LookedAtFrame[] {
  return Array.from({ length: count }, (_, frameIndex) => ({
    frameIndex,
    ptsSeconds: frameIndex / fps,
    detections: found(frameIndex, frameIndex / fps),
  }));
}

/** A way of an object: its bottom centre in each frame. */
export function wayOf(places: readonly (readonly [x: number, y: number])[], fps = 25): TrackBox[] {
  return places.map(([x, y], frameIndex) => ({
    frameIndex,
    ptsSeconds: frameIndex / fps,
    box: [x - 20, y - 80, x + 20, y],
    confidence: 0.9,
  }));
}
