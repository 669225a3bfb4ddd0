import type { LedgerIsland } from './coverage-of.ts';

/** A row of the ledger: a chunk, or frames of a chunk that have one state. */
export interface LedgerRow {
  readonly runNo: number;
  readonly state: string;
  readonly chunkIndex: number;
  readonly firstPts: number | null;
  readonly lastPts: number | null;
  readonly frames: number;
}

type OpenIsland = { -readonly [Key in keyof LedgerIsland]: LedgerIsland[Key] };

/** Puts rows of the ledger that follow one another and have one state together; a chunk of which a frame failed has several. */
export class Islands {
  readonly #islands: OpenIsland[] = [];

  /** Rows come by run, chunk and frame. */
  add({ runNo, state, chunkIndex, firstPts, lastPts, frames }: LedgerRow): void {
    const last = this.#islands.at(-1);
    if (last?.runNo === runNo && last.state === state && chunkIndex - last.lastChunk <= 1) {
      last.lastChunk = chunkIndex;
      last.frames += frames;
      if (firstPts !== null && (last.firstPts === null || firstPts < last.firstPts)) last.firstPts = firstPts;
      if (lastPts !== null && (last.lastPts === null || lastPts > last.lastPts)) last.lastPts = lastPts;
    } else {
      this.#islands.push({ runNo, state, firstChunk: chunkIndex, lastChunk: chunkIndex, firstPts, lastPts, frames });
    }
  }

  end(): LedgerIsland[] {
    return this.#islands;
  }
}
