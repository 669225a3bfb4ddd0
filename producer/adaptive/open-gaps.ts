import type { Gap, GapVerdict, KnownGap } from '../../shared/adaptive.ts';
import { STEP } from './frame-chooser.ts';
import type { StretchFrames } from './stretch-frames.ts';
import type { Tolerance } from './tolerances.ts';

/** Frames between two that are looked at, by ordinal. */
export interface Span {
  readonly from: number;
  readonly to: number;
  /** What is known of a gap twice as long, by its middle; absent where nothing is. */
  readonly error?: number;
}

interface OpenGap extends Span {
  readonly middle: number | null;
}

/** What has to be done for a gap. */
export interface GapDecision {
  readonly look: readonly number[];
  /** Gaps that are left as they are. */
  readonly settled: readonly Span[];
}

/** Until it is asked again what is known of them: at first, and at most; it is twice as long after each answer that tells nothing new. */
const [LEAST_WAIT_MS, MOST_WAIT_MS] = [60, 240];

const NOTHING: GapDecision = { look: [], settled: [] };

/** Gaps of which it is not known yet whether they can be left as they are. */
export class OpenGaps {
  #gaps: OpenGap[] = [];
  #hasNew = false;
  #waitMs = LEAST_WAIT_MS;

  constructor(private readonly frames: StretchFrames) {}

  get count(): number {
    return this.#gaps.length;
  }

  /** Until what is known of them should be asked again. */
  get waitMs(): number {
    return this.#waitMs;
  }

  /** A gap without a frame is none. */
  open({ from, to }: Span): void {
    if (to - from <= 1) return;
    this.#gaps.push({ from, to, middle: null });
    this.#waitMs = LEAST_WAIT_MS;
  }

  /** Whether answers opened gaps that were never named; much may be known of them. */
  get hasNew(): boolean {
    return this.#hasNew;
  }

  /** As the results know them, in order; to be answered in the same order. */
  named(): Gap[] {
    this.#hasNew = false;
    const name = (ordinal: number) => this.frames.nameOf(ordinal);
    return this.#gaps.map(({ from, to, middle }) => ({
      ...{ from: name(from), to: name(to), middle: middle === null ? null : name(middle) },
    }));
  }

  /** Takes what is known of all gaps that were named. */
  answer(verdicts: readonly GapVerdict[], tolerance: Tolerance): GapDecision[] {
    const asked = this.#gaps.splice(0, verdicts.length);
    const isNews = verdicts.some(({ state }) => state !== 'waiting');
    this.#waitMs = isNews ? LEAST_WAIT_MS : Math.min(2 * this.#waitMs, MOST_WAIT_MS);
    return asked.map((gap, index) => this.#decide(gap, verdicts[index]!, tolerance));
  }

  #decide(gap: OpenGap, verdict: GapVerdict, tolerance: Tolerance): GapDecision {
    const { from, to, middle } = gap;
    if (verdict.state === 'waiting') {
      this.#gaps.push(gap);
      return NOTHING;
    }
    // nothing can be moved from or to a frame that was not looked at
    if (verdict.state === 'failed') return { look: this.#inside(gap), settled: [] };
    if (middle === null) {
      const next = this.#middleOf(gap, verdict, tolerance);
      if (next === null) return { look: [], settled: [gap] };
      this.#gaps.push({ from, to, middle: next });
      return { look: [next], settled: [] };
    }
    const error = verdict.error ?? 0;
    const halves = [
      { from, to: middle, error },
      { from: middle, to, error },
    ].filter((half) => half.to - half.from > 1);
    if (error <= tolerance.error) return { look: [], settled: halves };
    for (const half of halves) this.open(half);
    this.#hasNew ||= halves.length > 0;
    return NOTHING;
  }

  /** @returns `null` where the gap can be left as it is */
  #middleOf({ from, to }: Span, { likeness, isEmpty }: KnownGap, tolerance: Tolerance): number | null {
    if (!isEmpty && likeness < tolerance.likeness) return (from + to) >> 1;
    // nothing at both ends: something may pass in between
    return isEmpty && to - from <= STEP ? this.frames.middleOfMoving(from, to) : null;
  }

  #inside({ from, to }: Span): number[] {
    return this.frames.between(from, to).map(({ chunkIndex }) => chunkIndex);
  }
}
