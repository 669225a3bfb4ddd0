/** Frames in a row of which nothing is known. */
export interface UnlookedStretch {
  readonly firstFrame: number;
  readonly lastFrame: number;
  /** Seconds of the stream. */
  readonly from: number;
  readonly to: number;
}

/** More are only counted. */
const MOST_STRETCHES = 1000;

/** Frames that no run looked at and in which nothing is hidden: whatever they show is shown. */
export class UnlookedFrames {
  frames = 0;
  readonly #stretches: UnlookedStretch[] = [];
  #last: UnlookedStretch | null = null;

  /** Takes one after another, by index. */
  add(frameIndex: number, seconds: number): void {
    this.frames++;
    const last = this.#last;
    if (last && last.lastFrame === frameIndex - 1) this.#last = { ...last, lastFrame: frameIndex, to: seconds };
    else {
      if (last && this.#stretches.length < MOST_STRETCHES) this.#stretches.push(last);
      this.#last = { firstFrame: frameIndex, lastFrame: frameIndex, from: seconds, to: seconds };
    }
  }

  /** Where they lie, in order; of very many the first. */
  get stretches(): UnlookedStretch[] {
    return [...this.#stretches, ...(this.#last ? [this.#last] : [])].slice(0, MOST_STRETCHES);
  }
}
