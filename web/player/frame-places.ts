import { type Extent, TimeWindow, TOLERANCE_SECONDS } from './time-window.ts';

/** A frame, and when it is shown: its own time stamp, never a multiple of a rate. */
export interface Place {
  readonly frameIndex: number;
  readonly ptsSeconds: number;
}

const LENGTH_SECONDS = 60;

/** The frames of a video that can be gone to, one by one. */
export class FramePlaces {
  readonly #window: TimeWindow<Place>;
  readonly #extent: Extent;

  /** @param load - frames with `from` <= time < `to`, by time */
  constructor(load: (from: number, to: number) => Promise<readonly Place[]>, extent: Extent) {
    this.#extent = extent;
    this.#window = new TimeWindow(load, extent, LENGTH_SECONDS);
  }

  /** The frame that is shown at a time: the last one up to it, or the first of all. */
  async at(seconds: number): Promise<Place | null> {
    return (await this.#window.lastUpTo(seconds)) ?? (await this.#window.firstAfter(seconds));
  }

  next({ ptsSeconds }: Place): Promise<Place | null> {
    return this.#window.firstAfter(ptsSeconds);
  }

  previous({ ptsSeconds }: Place): Promise<Place | null> {
    return this.#window.lastUpTo(ptsSeconds - 2 * TOLERANCE_SECONDS);
  }

  first(): Promise<Place | null> {
    return this.at(this.#extent.first);
  }

  last(): Promise<Place | null> {
    return this.at(this.#extent.last);
  }

  /** The frame with this time stamp, of those that are there already; others are asked for. */
  known(ptsSeconds: number): Place | null {
    this.#window.want(ptsSeconds);
    const place = this.#window.lastOf(ptsSeconds);
    return place && ptsSeconds - place.ptsSeconds <= TOLERANCE_SECONDS ? place : null;
  }
}
