import type { Interval } from './intervals.ts';

/** A frame in which something holds. */
export interface Hit {
  readonly runNo: number;
  readonly frameIndex: number;
  readonly ptsSeconds: number;
  /** How many of what is asked for. */
  readonly found: number;
  /** The highest confidence among them; `null` where there is none. */
  readonly best: number | null;
}

/** What is known of a stretch: see `SegmentRow`. All null where no frame lies in it. */
export interface StretchFacts {
  readonly frames: number | null;
  readonly detections: number | null;
  readonly peak: number | null;
  readonly peakFrame: number | null;
  readonly bestFrame: number | null;
  readonly bestSeconds: number | null;
  readonly bestConfidence: number | null;
}

export interface Stretch extends Interval, StretchFacts {
  readonly runNo: number;
}

const NOTHING: StretchFacts = {
  ...{ frames: null, detections: null, peak: null, peakFrame: null },
  ...{ bestFrame: null, bestSeconds: null, bestConfidence: null },
};

/** Facts of the frames that are added, in order; of several that are alike the first counts. */
class Facts {
  readonly runNo: number;
  readonly from: number;
  to: number;
  #frames = 0;
  #detections = 0;
  #peak = -1;
  #peakFrame = 0;
  #best = -1;
  #bestFrame = 0;
  #bestSeconds = 0;

  constructor(runNo: number, { from, to }: Interval) {
    this.runNo = runNo;
    this.from = from;
    this.to = to;
  }

  add({ frameIndex, ptsSeconds, found, best }: Hit): void {
    if (found > this.#peak) {
      this.#peak = found;
      this.#peakFrame = frameIndex;
    }
    if (this.#frames === 0 || (best ?? -1) > this.#best) {
      this.#best = best ?? -1;
      this.#bestFrame = frameIndex;
      this.#bestSeconds = ptsSeconds;
    }
    this.#frames += 1;
    this.#detections += found;
  }

  whole(): Stretch {
    const { runNo, from, to } = this;
    if (this.#frames === 0) return { runNo, from, to, ...NOTHING };
    return {
      ...{ runNo, from, to, frames: this.#frames, detections: this.#detections },
      ...{ peak: this.#peak, peakFrame: this.#peakFrame },
      ...{ bestFrame: this.#bestFrame, bestSeconds: this.#bestSeconds },
      bestConfidence: this.#best < 0 ? null : this.#best,
    };
  }
}

/** Takes frames by run, time and index, and knows stretches when the last is in. */
export interface StretchTaker {
  add(hit: Hit): void;
  end(): Stretch[];
}

/** Finds the stretches in which frames follow one another within `gap` seconds, and keeps those that last `minLength`. */
export function findStretches({ gap, minLength }: { readonly gap: number; readonly minLength: number }): StretchTaker {
  const stretches: Stretch[] = [];
  let open: Facts | null = null;
  const close = (): void => {
    if (open !== null && open.to - open.from >= minLength) stretches.push(open.whole());
  };
  return {
    add(hit) {
      if (open?.runNo !== hit.runNo || !(hit.ptsSeconds - open.to <= gap)) {
        close();
        open = new Facts(hit.runNo, { from: hit.ptsSeconds, to: hit.ptsSeconds });
      }
      open.to = hit.ptsSeconds;
      open.add(hit);
    },
    end() {
      close();
      open = null;
      return stretches;
    },
  };
}

/** Tells the facts of stretches whose ends are known, both included. @param intervals - by run and time; they may touch */
export function factsOfStretches(intervals: readonly (Interval & { readonly runNo: number })[]): StretchTaker {
  const all = intervals.map((interval) => new Facts(interval.runNo, interval));
  let next = 0;
  const isBefore = (facts: Facts, { runNo, ptsSeconds }: Hit) =>
    facts.runNo < runNo || (facts.runNo === runNo && facts.to < ptsSeconds);
  return {
    add(hit) {
      while (next < all.length && isBefore(all[next]!, hit)) next++;
      for (let index = next; index < all.length; index++) {
        const facts = all[index]!;
        if (facts.runNo !== hit.runNo || facts.from > hit.ptsSeconds) break;
        facts.add(hit);
      }
    },
    end: () => all.map((facts) => facts.whole()),
  };
}
