import type { Place } from './frame-places.ts';

/** What shows the frames of a video; boxes are drawn over its element. */
export interface Picture {
  readonly element: HTMLElement;
  /**
   * Shows one frame, and comes back when it is on the screen.
   *
   * @param next - the frame after it, which says until when it is shown; `null` for the last
   * @throws {PictureFault}
   */
  show(place: Place, next: Place | null): Promise<void>;
  /** Goes on from the frame that is shown, as fast as it was taken. */
  play(): Promise<void>;
  pause(): void;
  /** How fast it plays, as a share of how fast it was taken. */
  rate: number;
  /** Says which frame is shown now, by its time stamp, whenever another one is. */
  onShown: (ptsSeconds: number) => void;
  onEnded: () => void;
  close(): void;
}

/** A picture cannot be shown; the message says why, for people. */
export class PictureFault extends Error {}
