/** A stretch without frames, in seconds of the stream since its first frame. */
export interface FrameGap {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** What is missing between the frames of a source. */
export interface MissingFrames {
  /** The longest stretch. */
  readonly longest: FrameGap;
  /** How many stretches there are. */
  readonly gaps: number;
  /** Frames that are missing in all of them; `null` where frames do not come at an even distance. */
  readonly frames: number | null;
}

/** Distances that differ are counted up to this many, so that memory does not grow with the source. */
const maxDistances = 1024;
/** A distance this many times the usual one is a gap. */
const gapFactor = 1.5;
/** The part of the distances that have to be about the usual one for the frames to come evenly. */
const evenShare = 0.8;
/** Where frames come unevenly, a gap is this many times the usual distance, and this many seconds. */
const [unevenFactor, unevenSeconds] = [8, 1];

/** Counts the distances between frames, so that what is missing can be told at the end. */
export class FrameGaps {
  readonly #counts = new Map<number, number>();
  #longestTicks = 0;
  #longest: FrameGap = { fromSeconds: 0, toSeconds: 0 };
  #origin: number | null = null;
  #highest = 0;
  #frames = 0;

  constructor(private readonly secondsPerTick: number) {}

  /**
   * Takes a frame. One that lies before another that was taken fills no gap, but is not missing either.
   *
   * @param before - where the frame before it lies, in ticks since the first frame
   * @param at - where it lies
   */
  take(before: number, at: number): void {
    if (this.#origin === null) this.#origin = this.#highest = before;
    this.#frames++;
    const distance = at - this.#highest;
    if (distance <= 0) return;
    const count = this.#counts.get(distance) ?? 0;
    if (count > 0 || this.#counts.size < maxDistances) this.#counts.set(distance, count + 1);
    if (distance > this.#longestTicks) {
      this.#longestTicks = distance;
      this.#longest = { fromSeconds: this.#highest * this.secondsPerTick, toSeconds: at * this.secondsPerTick };
    }
    this.#highest = at;
  }

  /** @returns `null` when there is no gap */
  missing(): MissingFrames | null {
    const distances = [...this.#counts];
    const usual = usualOf(distances);
    const shortest = usual.isEven
      ? usual.ticks * gapFactor
      : Math.max(usual.ticks * unevenFactor, unevenSeconds / this.secondsPerTick);
    const gaps = distances.filter(([ticks]) => ticks > shortest).reduce((sum, [, count]) => sum + count, 0);
    const frames = Math.round((this.#highest - (this.#origin ?? 0)) / usual.ticks) - this.#frames;
    if (gaps === 0 || (usual.isEven && frames <= 0)) return null;
    return { longest: this.#longest, gaps, frames: usual.isEven ? frames : null };
  }
}

/** The distance that most frames have, on average, and whether nearly all have about that. */
function usualOf(distances: readonly (readonly [ticks: number, count: number])[]): { ticks: number; isEven: boolean } {
  let [mostCommon, most, total] = [0, 0, 0];
  for (const [ticks, count] of distances) {
    total += count;
    if (count > most) [mostCommon, most] = [ticks, count];
  }
  const near = distances.filter(([ticks]) => ticks < mostCommon * gapFactor && ticks > mostCommon / gapFactor);
  const nearCount = near.reduce((sum, [, count]) => sum + count, 0);
  const ticks = near.reduce((sum, [distance, count]) => sum + distance * count, 0) / Math.max(1, nearCount);
  return { ticks, isEven: nearCount >= total * evenShare };
}
