import type { ExportDetection } from './export-source.ts';

/** Where an object was in one frame. */
export interface Sighting {
  readonly frameIndex: number;
  readonly confidence: number;
  /** Shares of the picture. */
  readonly box: ExportDetection['box'];
  /** Whether the next frame that was looked at is without it, or there is none. */
  readonly isLast: boolean;
}

/** In the order of frames. */
export interface ExportBoxes extends Iterable<Sighting> {
  /** Mean over all of them. */
  readonly confidence: number;
}

const COLUMNS = 7;

/** Sightings of one object as plain numbers, since there may be millions: a car that is parked for a day. */
export class SightingList implements ExportBoxes {
  readonly #numbers: number[] = [];
  #confidences = 0;

  /** @param turn - of the frame among those that were looked at */
  add(turn: number, frameIndex: number, confidence: number, box: ExportDetection['box']): void {
    this.#numbers.push(turn, frameIndex, confidence, ...box);
    this.#confidences += confidence;
  }

  get confidence(): number {
    return (this.#confidences * COLUMNS) / this.#numbers.length;
  }

  *[Symbol.iterator](): Generator<Sighting> {
    const numbers = this.#numbers;
    for (let at = 0; at < numbers.length; at += COLUMNS) {
      const [turn, frameIndex, confidence, x1, y1, x2, y2] = numbers.slice(at, at + COLUMNS) as Row;
      yield { frameIndex, confidence, box: [x1, y1, x2, y2], isLast: numbers[at + COLUMNS] !== turn + 1 };
    }
  }
}

type Row = [number, number, number, number, number, number, number];
