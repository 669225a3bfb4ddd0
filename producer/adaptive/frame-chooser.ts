import { isSameSize } from '../../shared/network-size.ts';
import type { DecodedFrame } from '../ffmpeg/decoded-frame.ts';
import { blockCount, blockDifferences } from './block-difference.ts';
import { type GrayPlane, grayPlaneOf } from './gray-plane.ts';

/** Frames from one that is looked at to the next where something moves. */
export const STEP = 18;
/** And where nothing does. */
export const QUIET_STEP = 64;
/** A block that differs by more, of 255, moves. */
const MOVING = 40;
/** The part of the blocks that move from one frame to the next where the picture is another: a cut, a flash and its end. */
const CUT_PART = 0.25;

/** What is chosen when a frame has come. */
export interface Choice {
  /** Ordinals, ascending: none, this frame, or this one and the one before. */
  readonly chosen: readonly number[];
  /** Whether it differs from the frame that was looked at last. */
  readonly isMoving: boolean;
}

interface Pictured {
  readonly frame: DecodedFrame;
  readonly plane: GrayPlane;
}

/** Says which frames of a stretch are looked at before anything is known of what they hold: by time, more where something moves, and on both sides of a change. */
export class FrameChooser {
  #last: { readonly ordinal: number; readonly plane: GrayPlane } | null = null;
  #before: Pictured | null = null;
  #isQuiet = true;

  /** @param mostFrames - from one that is looked at to the next */
  constructor(private readonly mostFrames = QUIET_STEP) {}

  /** Takes the next frame, in order. */
  take(frame: DecodedFrame): Choice {
    const [last, before] = [this.#last, this.#before];
    const plane = grayPlaneOf(frame);
    this.#before = { frame, plane };
    const { ordinal } = frame;
    if (!last || !before) return this.#choose([ordinal], plane, false);
    const isOther = isOtherPicture(before, { frame, plane });
    const isMoving = isOther || hasMoving(plane, last.plane, 1);
    const isBegin = isMoving && this.#isQuiet && ordinal - last.ordinal > STEP;
    this.#isQuiet = !isMoving;
    const step = Math.min(this.mostFrames, isMoving ? STEP : QUIET_STEP);
    const chosen = (isOther || isBegin) && last.ordinal !== before.frame.ordinal ? [before.frame.ordinal] : [];
    if (isOther || isBegin || ordinal - last.ordinal >= step)
      return this.#choose([...chosen, ordinal], plane, isMoving);
    return { chosen, isMoving };
  }

  #choose(chosen: readonly number[], plane: GrayPlane, isMoving: boolean): Choice {
    this.#last = { ordinal: chosen.at(-1)!, plane };
    return { chosen, isMoving };
  }
}

/** Whether a frame has another size than the one directly before it, or shows something else. */
function isOtherPicture(before: Pictured, { frame, plane }: Pictured): boolean {
  const isOfOneSize = isSameSize(before.frame.source, frame.source) && isSameSize(before.frame.size, frame.size);
  return !isOfOneSize || hasMoving(plane, before.plane, Math.ceil(CUT_PART * blockCount(plane.size)));
}

/** Whether at least so many blocks differ. */
function hasMoving({ points, size }: GrayPlane, other: GrayPlane, least: number): boolean {
  let missing = least;
  let left = blockCount(size);
  for (const difference of blockDifferences(points, other.points, size)) {
    if (difference > MOVING) missing--;
    if (missing === 0) return true;
    if (--left < missing) return false;
  }
  return false;
}
