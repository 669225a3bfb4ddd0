import type { BoxedFrame } from './boxes.ts';
import { type Extent, TimeWindow, TOLERANCE_SECONDS } from './time-window.ts';

const LENGTH_SECONDS = 20;

/** How boxes of a layer are drawn. */
export interface LayerSettings {
  readonly name: string;
  readonly isShown?: boolean;
  /** Whether the way of each object is drawn. */
  readonly hasTrails?: boolean;
  /** To tell two runs apart. */
  readonly isDashed?: boolean;
}

/** Boxes of one run that are drawn over the picture: its detections, or its tracks. */
export class Layer {
  readonly name: string;
  readonly hasTrails: boolean;
  readonly isDashed: boolean;
  isShown: boolean;
  readonly #window: TimeWindow<BoxedFrame>;
  readonly #last: number;

  /**
   * @param looked - between which times frames were looked at
   * @param load - frames that were looked at, with `from` <= time < `to`, by time, also those in which nothing was found
   */
  constructor(
    { name, isShown = true, hasTrails = false, isDashed = false }: LayerSettings,
    load: (from: number, to: number) => Promise<readonly BoxedFrame[]>,
    looked: Extent,
  ) {
    this.name = name;
    this.isShown = isShown;
    this.hasTrails = hasTrails;
    this.isDashed = isDashed;
    this.#window = new TimeWindow(load, looked, LENGTH_SECONDS);
    this.#last = looked.last;
  }

  /** The last frame up to a time that was looked at. */
  lookedAt(seconds: number): Promise<BoxedFrame | null> {
    return this.#window.lastUpTo(seconds);
  }

  /** The same of what is there already; what is near is asked for, so that it is there when it is its turn. */
  known(seconds: number): BoxedFrame | null {
    this.#window.want(seconds);
    this.#window.want(seconds + LENGTH_SECONDS / 4);
    const isPast = seconds > this.#last + TOLERANCE_SECONDS; // from there on nobody looked
    return isPast || !this.#window.covers(seconds) ? null : this.#window.lastOf(seconds);
  }

  /** Where something was in the seconds before, of what is there: by track, oldest first. */
  trails(seconds: number, length: number): Map<number, [x: number, y: number][]> {
    const trails = new Map<number, [number, number][]>();
    for (const { ptsSeconds, boxes } of this.#window.rows) {
      if (ptsSeconds > seconds || ptsSeconds < seconds - length) continue;
      for (const { trackId, x1, x2, y2 } of boxes) {
        if (trackId === null) continue;
        const trail = trails.get(trackId) ?? [];
        trail.push([(x1 + x2) / 2, y2]);
        trails.set(trackId, trail);
      }
    }
    return trails;
  }
}
