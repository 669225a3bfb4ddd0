import { type Timed, TOLERANCE_SECONDS } from './time-window.ts';

/** A box of a frame, in pixels of the video as shown. */
export interface Box {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly label: string;
  /** `null` where nothing was seen: it lies between where it was before and after. */
  readonly confidence: number | null;
  /** `null` for a detection. */
  readonly trackId: number | null;
}

/** A frame that a run has looked at, with what it found there. */
export interface BoxedFrame extends Timed {
  readonly frameIndex: number;
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
}

/** What is drawn over a frame: what was found in it, or in the one that was looked at last. */
export interface ShownBoxes {
  readonly frame: BoxedFrame;
  /** Whether it is of a frame before: this one was not looked at. */
  readonly isHeld: boolean;
}

/** What to draw over the frame of a time. @param looked - the last frame up to it that was looked at */
export function shownBoxes(looked: BoxedFrame | null, ptsSeconds: number): ShownBoxes | null {
  return looked === null ? null : { frame: looked, isHeld: ptsSeconds - looked.ptsSeconds > TOLERANCE_SECONDS };
}

/** What a frame holds, in words: `2 person, 1 car`. */
export function boxesInWords(boxes: readonly Box[]): string {
  const counts = new Map<string, number>();
  for (const { label } of boxes) counts.set(label, (counts.get(label) ?? 0) + 1);
  const parts = [...counts].sort(([, a], [, b]) => b - a).map(([label, count]) => `${count} ${label}`);
  return parts.join(', ') || 'nothing found';
}
