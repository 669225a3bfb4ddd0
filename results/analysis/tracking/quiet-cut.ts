import type { LookedAtFrame } from './track-objects.ts';
import { TRACKING_SETTINGS } from './tracking-settings.ts';

/** Twice as long as any gap that is closed, and as many frames where they lie far apart. */
const QUIET_SECONDS = 2 * TRACKING_SETTINGS.maxGapSeconds;
const QUIET_FRAMES = 6;

/**
 * The last place at which frames can be parted so that both parts have the tracks that they have together: in a stretch in which
 * nothing is seen for longer than any gap that is closed, or where time jumps back.
 *
 * @returns how many frames lie before it; 0 where there is no such place
 */
export function quietCut(frames: readonly LookedAtFrame[]): number {
  let end = frames.length;
  for (let index = frames.length - 1; index >= 0; index--) {
    const frame = frames[index]!;
    const isJump = index > 0 && frame.ptsSeconds < frames[index - 1]!.ptsSeconds;
    if (frame.detections.length > 0) end = index;
    else if (end - index >= QUIET_FRAMES && frames[end - 1]!.ptsSeconds - frame.ptsSeconds >= QUIET_SECONDS) return end;
    if (isJump) return index;
  }
  return 0;
}
