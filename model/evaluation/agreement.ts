import { iou } from '../../shared/box-iou.ts';
import type { Detection } from '../../shared/detection.ts';

/** The overlaps at which two detections are told to be one. */
const LOOSE = 0.5;
const STRICT = 0.75;

const MAX_EXAMPLES = 20;

/** Bins of differences of confidence: a long video must not fill the memory. */
const BINS = 10_000;

/** How far two models see the same. Shares are 0..1; `null` where there is nothing to share. */
export interface ComparisonReport {
  readonly frames: number;
  /** Frames in which a detection of one has no partner of the same label and IoU ≥ 0.5 in the other. */
  readonly differingFrames: number;
  /** Frame indexes of the first 20 of them. */
  readonly firstDifferingFrames: readonly number[];
  readonly detections: { readonly a: number; readonly b: number };
  readonly matched: readonly {
    readonly iou: number;
    readonly pairs: number;
    readonly shareOfA: number | null;
    readonly shareOfB: number | null;
  }[];
  /** |confidence in A − confidence in B| over the pairs at IoU 0.5; `p95` to four places. */
  readonly confidenceDifference: {
    readonly mean: number | null;
    readonly p95: number | null;
    readonly max: number | null;
  };
}

/** Compares what two models see, frame by frame. */
export class ModelComparison {
  #frames = 0;
  #differing = 0;
  readonly #examples: number[] = [];
  readonly #detections = { a: 0, b: 0 };
  #loosePairs = 0;
  #strictPairs = 0;
  #differenceSum = 0;
  #largestDifference = 0;
  readonly #bins = new Float64Array(BINS + 1);

  /** Takes the detections of one frame of both, in the same pixels. */
  add(frameIndex: number, a: readonly Detection[], b: readonly Detection[]): void {
    const pairs = pairsOf(a, b);
    this.#frames++;
    this.#detections.a += a.length;
    this.#detections.b += b.length;
    this.#loosePairs += pairs.length;
    this.#strictPairs += pairs.filter(({ overlap }) => overlap >= STRICT).length;
    for (const pair of pairs) {
      const difference = Math.abs(pair.a.confidence - pair.b.confidence);
      this.#differenceSum += difference;
      this.#largestDifference = Math.max(this.#largestDifference, difference);
      this.#bins[Math.ceil(difference * BINS)]!++;
    }
    if (pairs.length === a.length && pairs.length === b.length) return;
    this.#differing++;
    if (this.#examples.length < MAX_EXAMPLES) this.#examples.push(frameIndex);
  }

  report(): ComparisonReport {
    const count = this.#loosePairs;
    const matched = (threshold: number, pairs: number) => ({
      iou: threshold,
      pairs,
      shareOfA: share(pairs, this.#detections.a),
      shareOfB: share(pairs, this.#detections.b),
    });
    return {
      frames: this.#frames,
      differingFrames: this.#differing,
      firstDifferingFrames: [...this.#examples],
      detections: { ...this.#detections },
      matched: [matched(LOOSE, count), matched(STRICT, this.#strictPairs)],
      confidenceDifference: {
        mean: share(this.#differenceSum, count),
        p95: count === 0 ? null : this.#percentile(0.95),
        max: count === 0 ? null : this.#largestDifference,
      },
    };
  }

  #percentile(part: number): number {
    let seen = 0;
    const bin = this.#bins.findIndex((count) => {
      seen += count;
      return seen >= part * this.#loosePairs;
    });
    return bin / BINS;
  }
}

interface Pair {
  readonly a: Detection;
  readonly b: Detection;
  readonly overlap: number;
}

/** Partners of the same label, those that overlap most first; nobody has two. */
function pairsOf(a: readonly Detection[], b: readonly Detection[]): Pair[] {
  const candidates = a.flatMap((one) =>
    b.flatMap((other) => {
      const overlap = one.label === other.label ? iou(one.box, other.box) : 0;
      return overlap >= LOOSE ? [{ a: one, b: other, overlap }] : [];
    }),
  );
  const taken = new Set<Detection>();
  return candidates
    .sort((one, other) => other.overlap - one.overlap)
    .filter((pair) => {
      if (taken.has(pair.a) || taken.has(pair.b)) return false;
      taken.add(pair.a).add(pair.b);
      return true;
    });
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
