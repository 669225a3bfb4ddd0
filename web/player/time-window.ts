/** Something that has its time in a video. */
export interface Timed {
  readonly ptsSeconds: number;
}

/** Seconds from the first to the last frame of a video. */
export interface Extent {
  readonly first: number;
  readonly last: number;
}

/** Beyond so many rows what lies farther away is forgotten. */
const MOST_ROWS = 20_000;
/** What a browser's times, in whole microseconds or milliseconds, may differ from those of the stream. */
export const TOLERANCE_SECONDS = 5e-4;

/**
 * The rows of a stretch of a video, which grows to where somebody looks: a year of video takes as little memory as a minute.
 *
 * Rows are asked for once while they are near, and forgotten when somebody goes elsewhere.
 */
export class TimeWindow<Row extends Timed> {
  readonly #load: (from: number, to: number) => Promise<readonly Row[]>;
  readonly #extent: Extent;
  readonly #length: number;
  #rows: readonly Row[] = [];
  #from = 0;
  #to = 0;
  #isWanting = false;
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * @param load - rows with `from` <= time < `to`, by time
   * @param length - how many seconds are asked for at once
   */
  constructor(load: (from: number, to: number) => Promise<readonly Row[]>, extent: Extent, length: number) {
    this.#load = load;
    this.#extent = extent;
    this.#length = length;
  }

  /** Whether the rows around a time are there. */
  covers(seconds: number): boolean {
    return this.#from <= seconds && seconds < this.#to;
  }

  /** The rows that are there, by time; borrowed. */
  get rows(): readonly Row[] {
    return this.#rows;
  }

  /** Sees to it that the rows around a time are there. */
  cover(seconds: number): Promise<void> {
    return this.#inTurn(() => this.#cover(seconds));
  }

  /** Asks for the rows around a time, unless some are on their way; what goes wrong is told to who waits for them. */
  want(seconds: number): void {
    if (this.covers(seconds) || this.#isWanting) return;
    this.#isWanting = true;
    const end = (): void => {
      this.#isWanting = false;
    };
    this.cover(seconds).then(end, end);
  }

  /** The last row up to a time, of those that are there. */
  lastOf(seconds: number): Row | null {
    return this.#rows[countUpTo(this.#rows, seconds) - 1] ?? null;
  }

  /** The last row up to a time; `null` where there is none. */
  lastUpTo(seconds: number): Promise<Row | null> {
    return this.#inTurn(async () => {
      await this.#cover(seconds);
      for (let step = this.#length; this.lastOf(seconds) === null && this.#from > this.#extent.first; step *= 2) {
        await this.#extend(this.#from - step, this.#from);
      }
      return this.lastOf(seconds);
    });
  }

  /** The first row after a time; `null` where there is none. */
  firstAfter(seconds: number): Promise<Row | null> {
    return this.#inTurn(async () => {
      await this.#cover(seconds);
      const found = () => this.#rows[countUpTo(this.#rows, seconds)] ?? null;
      for (let step = this.#length; found() === null && this.#to <= this.#extent.last; step *= 2) {
        await this.#extend(this.#to, this.#to + step);
      }
      return found();
    });
  }

  async #cover(seconds: number): Promise<void> {
    if (this.covers(seconds)) return;
    const [from, to] = [seconds - this.#length / 2, seconds + this.#length / 2];
    const isNear = this.#from < this.#to && from < this.#to && to > this.#from && this.#rows.length < MOST_ROWS;
    if (!isNear) {
      this.#rows = [...(await this.#load(from, to))];
      [this.#from, this.#to] = [from, to];
    } else if (seconds >= this.#to) await this.#extend(this.#to, to);
    else await this.#extend(from, this.#from);
  }

  async #extend(from: number, to: number): Promise<void> {
    const rows = await this.#load(from, to);
    const isLater = from === this.#to;
    this.#rows = isLater ? [...this.#rows, ...rows] : [...rows, ...this.#rows];
    if (isLater) this.#to = to;
    else this.#from = from;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#turn.then(work, work);
    this.#turn = next.catch(() => undefined); // who asked for it hears of it
    return next;
  }
}

/** How many rows lie up to a time. */
function countUpTo(rows: readonly Timed[], seconds: number): number {
  let [from, to] = [0, rows.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (rows[middle]!.ptsSeconds <= seconds + TOLERANCE_SECONDS) from = middle + 1;
    else to = middle;
  }
  return from;
}
