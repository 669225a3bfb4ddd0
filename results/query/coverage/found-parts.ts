import type { CoverageRow } from '../../../shared/questions.ts';

/** A frame that was looked at. Times are `ptsSeconds`. */
export interface LookedFrame {
  readonly runNo: number;
  readonly ptsSeconds: number;
  readonly isFound: boolean;
}

/** A part of a stretch that was looked at, from its first to its last frame. */
interface Part {
  readonly state: 'found' | 'nothing';
  readonly from: number;
  to: number;
  frames: number;
}

type RunRow = CoverageRow & { readonly runNo: number };

/**
 * Parts what was looked at into where something was found and where nothing was: frames in which it was found, no further apart than
 * `gap` seconds, and those between them, belong together. Of a stretch no frame of which is asked about nothing is left.
 *
 * @param rows - coverage, run by run
 */
export class FoundParts {
  readonly #rows: readonly RunRow[];
  readonly #gap: number;
  /** By the place of the row that they are of. */
  readonly #parts = new Map<number, Part[]>();
  #place = 0;
  #found: Part | null = null;
  #nothing: Part | null = null;

  constructor(rows: readonly RunRow[], gap: number) {
    this.#rows = rows;
    this.#gap = gap;
  }

  /** Frames come by run and time. */
  add({ runNo, ptsSeconds, isFound }: LookedFrame): void {
    while (this.#isPast(runNo, ptsSeconds)) this.#endRow();
    if (this.#rows[this.#place]?.runNo !== runNo) return;
    if (!isFound) this.#nothing = extended(this.#nothing, 'nothing', ptsSeconds);
    else if (this.#found !== null && ptsSeconds - this.#found.to <= this.#gap) {
      this.#found.frames += this.#nothing?.frames ?? 0;
      this.#nothing = null;
      extended(this.#found, 'found', ptsSeconds);
    } else {
      this.#endParts();
      this.#found = extended(null, 'found', ptsSeconds);
    }
  }

  /** All rows, those that were looked at in parts. */
  end(): RunRow[] {
    this.#endParts();
    return this.#rows.flatMap((row, place) => {
      if (row.state !== 'looked') return [row];
      return (this.#parts.get(place) ?? []).map((part) => ({ ...row, ...part }));
    });
  }

  #isPast(runNo: number, ptsSeconds: number): boolean {
    const row = this.#rows[this.#place];
    if (!row || row.runNo > runNo) return false;
    return row.runNo < runNo || row.state !== 'looked' || row.to! < ptsSeconds;
  }

  #endRow(): void {
    this.#endParts();
    this.#place += 1;
  }

  #endParts(): void {
    const parts = [this.#found, this.#nothing].filter((part) => part !== null);
    if (parts.length > 0) this.#parts.set(this.#place, [...(this.#parts.get(this.#place) ?? []), ...parts]);
    this.#found = null;
    this.#nothing = null;
  }
}

function extended(part: Part | null, state: Part['state'], at: number): Part {
  if (part === null) return { state, from: at, to: at, frames: 1 };
  part.to = at;
  part.frames += 1;
  return part;
}
