import type { BetweenFrame } from '../../shared/adaptive.ts';
import type { AuditDraw } from './audit-draw.ts';

/** Where frames that were drawn hold too little to tell, so many times as many are, before the stretch is looked at more densely. */
const MOST_DRAWS = 2;

/** Which frames of a stretch are audited: those of one draw or of two, and others in each round. */
export class StretchAudit {
  #draws = [0];

  constructor(private readonly draw: AuditDraw) {}

  isDrawn(ordinal: number): boolean {
    return this.#draws.some((draw) => this.draw.isDrawn(ordinal, draw));
  }

  /** Those of some frames that are drawn, by ordinal. */
  drawnOf(frames: readonly BetweenFrame[]): number[] {
    return frames.map(({ chunkIndex }) => chunkIndex).filter((ordinal) => this.isDrawn(ordinal));
  }

  /** Draws as many frames once more. @returns whether it did: not where enough are drawn */
  drawMore(): boolean {
    if (this.#draws.length === MOST_DRAWS) return false;
    this.#draws.push(this.#draws.at(-1)! + 1);
    return true;
  }

  /** Draws others instead. */
  drawAnew(): void {
    this.#draws = [this.#draws.at(-1)! + 1];
  }
}
