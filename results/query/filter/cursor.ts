/** Where an answer goes on: after so many rows of a frame have been given. */
export interface Cursor {
  readonly runId: string;
  readonly frameIndex: number;
  /** Rows of this frame that were given before. */
  readonly given: number;
}

/** Reads `runId:frameIndex:given`, as answers give it. */
export function parseCursor(text: string): Cursor | null {
  const [, runId, frameIndex, given] = /^(.+):(\d{1,10}):(\d{1,9})$/.exec(text.trim()) ?? [];
  return runId === undefined ? null : { runId, frameIndex: Number(frameIndex), given: Number(given) };
}

interface Place {
  readonly runId: string;
  readonly frameIndex: number;
}

/** Follows the rows of an answer, to say where the next one goes on. */
export class CursorTrail {
  #last: Cursor | null;
  #count = 0;

  /** @param start - where this answer began */
  constructor(start: Cursor | null) {
    this.#last = start;
  }

  add(rows: readonly Place[]): void {
    this.#count += rows.length;
    for (const { runId, frameIndex } of rows) {
      const last = this.#last;
      const isSameFrame = last?.runId === runId && last.frameIndex === frameIndex;
      this.#last = { runId, frameIndex, given: isSameFrame ? last.given + 1 : 1 };
    }
  }

  /** The same rows, followed as they go by. */
  async *follow<R extends Place>(batches: AsyncIterable<readonly R[]>): AsyncGenerator<readonly R[]> {
    for await (const rows of batches) {
      this.add(rows);
      yield rows;
    }
  }

  /** @returns `null` when fewer rows came than could */
  next(limit: number | null): string | null {
    const last = this.#last;
    if (last === null || limit === null || this.#count < limit) return null;
    return `${last.runId}:${last.frameIndex}:${last.given}`;
  }
}
