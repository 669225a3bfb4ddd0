import { createHash } from 'node:crypto';

/** Of so many frames one is drawn, where there are enough of them. */
const MOST_FRAMES = 33;
/** Frames of a stretch that should be drawn at least, and the part of them that is carried, about. */
const [LEAST_DRAWN, CARRIED_PART] = [12, 0.8];

/**
 * Draws the frames that are looked at although their neighbours tell what they hold: of each so many consecutive frames one by chance,
 * whatever is known of them, so that those that are carried are drawn with one probability. Others in each round, so that what one has
 * found by chance is not held against the next; the same for a run whenever it is asked.
 */
export class AuditDraw {
  readonly #frames: number;
  #block = '';
  #drawn = -1;

  /** @param stretchFrames - of each stretch, as far as that is known before; `null`: many */
  constructor(
    private readonly runId: string,
    stretchFrames: number | null,
  ) {
    const fitting = Math.floor(((stretchFrames ?? Infinity) * CARRIED_PART) / LEAST_DRAWN);
    this.#frames = Math.max(1, Math.min(MOST_FRAMES, fitting));
  }

  /** @param round - how many times the stretch was audited before */
  isDrawn(ordinal: number, round: number): boolean {
    const first = ordinal - (ordinal % this.#frames);
    const block = `${this.runId} ${first} ${round}`;
    if (block !== this.#block) {
      this.#block = block;
      this.#drawn = first + (createHash('sha256').update(block).digest().readUInt32LE() % this.#frames);
    }
    return ordinal === this.#drawn;
  }
}
