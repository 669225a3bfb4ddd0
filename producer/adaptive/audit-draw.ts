import { createHash } from 'node:crypto';

/** Of so many frames one is drawn, where there are enough of them. */
const MOST_FRAMES = 33;
/** Frames of a stretch that should be drawn at least, and the part of them that is carried, about. */
const [LEAST_DRAWN, CARRIED_PART] = [12, 0.8];

/**
 * Draws the frames that are looked at although their neighbours tell what they hold: of each so many consecutive frames one by chance,
 * whatever is known of them, so that those that are carried are drawn with one probability. There are many draws, so that what one has
 * found by chance is not held against the next; each is the same for a run whenever it is asked.
 */
export class AuditDraw {
  readonly #frames: number;
  /** What was drawn last, by draw: frames are asked for one after the other. */
  readonly #drawn = new Map<number, { readonly first: number; readonly ordinal: number }>();

  /** @param stretchFrames - of each stretch, as far as that is known before; `null`: many */
  constructor(
    private readonly runId: string,
    stretchFrames: number | null,
  ) {
    const fitting = Math.floor(((stretchFrames ?? Infinity) * CARRIED_PART) / LEAST_DRAWN);
    this.#frames = Math.max(1, Math.min(MOST_FRAMES, fitting));
  }

  /** @param draw - its number */
  isDrawn(ordinal: number, draw: number): boolean {
    const first = ordinal - (ordinal % this.#frames);
    let drawn = this.#drawn.get(draw);
    if (drawn?.first !== first) {
      const random = createHash('sha256').update(`${this.runId} ${first} ${draw}`).digest().readUInt32LE();
      drawn = { first, ordinal: first + (random % this.#frames) };
      this.#drawn.set(draw, drawn);
    }
    return ordinal === drawn.ordinal;
  }
}
