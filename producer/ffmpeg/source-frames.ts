/** Where all frames of a source lie, decoded or not. */
export interface SourceFrames {
  /** Time stamps, in the order in which they are shown. */
  readonly times: Float64Array;
  /** Whether they reach to the source's end; else to the end of what is looked at. */
  readonly isWhole: boolean;
  /** Of the last key frame. */
  readonly lastKeyPts: number;
}

/** Counts the frames of a source of which only some are told of. */
export class SkippedFrames {
  #next = 0;

  constructor(private readonly frames: SourceFrames) {}

  /** Time stamps of the frames between the last one that was told of and this one; of all that are left where it is none of them. */
  upTo(pts: number | null): { readonly skipped: Float64Array; readonly isFound: boolean } {
    const { times } = this.frames;
    const first = this.#next;
    while (this.#next < times.length && times[this.#next] !== pts) this.#next++;
    const isFound = this.#next < times.length;
    const skipped = times.subarray(first, this.#next);
    if (isFound) this.#next++;
    return { skipped, isFound };
  }

  /** Of those behind the last one that was told of; `null` where others should have been told of. */
  rest(): Float64Array | null {
    const { times, isWhole, lastKeyPts } = this.frames;
    const isComplete = isWhole && this.#next > 0 && times[this.#next - 1]! >= lastKeyPts;
    return isComplete ? times.subarray(this.#next) : null;
  }
}
