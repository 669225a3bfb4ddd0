import type { DetectionRow, RawFilter, RowCursor } from '../../shared/questions.ts';
import type { Api } from '../api.ts';
import { isGivenUp } from '../api.ts';

export const PAGE_ROWS = 200;
/** Pages that are kept; those that were seen longest ago are forgotten. */
const MOST_PAGES = 40;
/** Rows of an order that cannot be gone on with. */
const MOST_SUREST = 1000;

interface Page {
  readonly rows: readonly DetectionRow[] | null;
  /** Where the next one goes on. */
  readonly next: string | null;
}

/** The rows of a question, page by page as they are looked at: anywhere in the list, without those before it. */
export class RowPages {
  readonly #api: Api;
  readonly #filter: RawFilter;
  readonly #stop = new AbortController();
  readonly #pages = new Map<number, Page>();
  readonly #onRows: () => void;
  readonly #onError: (error: Error) => void;
  /** Pages that are asked for, the last one first: who scrolls on no longer waits for those before. */
  #wanted: readonly number[] = [];
  #asking: number | null = null;
  #count: number | null = null;

  constructor(api: Api, filter: RawFilter, onRows: () => void, onError: (error: Error) => void) {
    this.#api = api;
    this.#filter = filter;
    this.#onRows = onRows;
    this.#onError = onError;
  }

  /** How many rows there are; `null` until that is known. */
  get count(): number | null {
    return this.#count;
  }

  get #hasCursors(): boolean {
    return this.#filter.order !== 'confidence' && this.#filter.order !== 'size';
  }

  /** Asks how many there are, and for the first ones. */
  async open(): Promise<void> {
    const { order: _order, ...others } = this.#filter;
    const counted = this.#cursor(this.#hasCursors ? this.#filter : others, 0);
    this.want([0]);
    try {
      const { rows } = await counted;
      this.#count = this.#hasCursors ? rows : Math.min(rows, MOST_SUREST);
      this.#onRows();
    } catch (error) {
      if (!isGivenUp(error)) this.#onError(error as Error);
    }
  }

  /** A row; `null` where it is not there yet. */
  at(index: number): DetectionRow | null {
    return this.#pages.get(Math.floor(index / PAGE_ROWS))?.rows?.[index % PAGE_ROWS] ?? null;
  }

  /** Says which pages are looked at. */
  want(pages: readonly number[]): void {
    this.#wanted = pages.filter((page) => !this.#pages.has(page));
    for (const page of pages) {
      const known = this.#pages.get(page);
      if (!known) continue;
      this.#pages.delete(page);
      this.#pages.set(page, known); // it is the last one that was seen
    }
    if (this.#asking === null) void this.#askNext();
  }

  close(): void {
    this.#stop.abort();
  }

  async #askNext(): Promise<void> {
    for (let page = this.#wanted[0]; page !== undefined; page = this.#wanted.find((one) => !this.#pages.has(one))) {
      this.#asking = page;
      try {
        this.#keep(page, await this.#read(page));
        this.#onRows();
      } catch (error) {
        this.#wanted = [];
        if (!isGivenUp(error)) this.#onError(error as Error);
      }
    }
    this.#asking = null;
  }

  async #read(page: number): Promise<Page> {
    const limit = String(this.#hasCursors ? PAGE_ROWS : MOST_SUREST);
    let cursor = page === 0 ? null : (this.#pages.get(page - 1)?.next ?? null);
    if (page > 0 && cursor === null) cursor = (await this.#cursor(this.#filter, page * PAGE_ROWS)).cursor;
    if (page > 0 && cursor === null) return { rows: [], next: null }; // behind the end
    const question = { ...this.#filter, limit, ...(cursor !== null && { cursor }) };
    const rows: DetectionRow[] = [];
    for await (const some of this.#api.rows<DetectionRow>('/v1/detections', question, this.#stop.signal))
      rows.push(...some);
    if (!this.#hasCursors) {
      for (let at = 1; at * PAGE_ROWS < rows.length; at++) {
        this.#keep(at, { rows: rows.slice(at * PAGE_ROWS, (at + 1) * PAGE_ROWS), next: null });
      }
      return { rows: rows.slice(0, PAGE_ROWS), next: null };
    }
    return { rows, next: rows.length < PAGE_ROWS ? null : cursorBehind(rows, cursor) };
  }

  #cursor(filter: RawFilter, skip: number): Promise<RowCursor> {
    return this.#api.get<RowCursor>('/v1/detections/cursor', { ...filter, skip: String(skip) }, this.#stop.signal);
  }

  #keep(page: number, rows: Page): void {
    this.#pages.set(page, rows);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= MOST_PAGES) break;
      this.#pages.delete(oldest);
    }
  }
}

/** As the service writes it: the last frame, and how many of its rows were given. */
function cursorBehind(rows: readonly DetectionRow[], before: string | null): string {
  const last = rows.at(-1)!;
  const first =
    rows.findLastIndex(({ runId, frameIndex }) => runId !== last.runId || frameIndex !== last.frameIndex) + 1;
  const isAllOneFrame = first === 0 && before !== null;
  const [, beforeFrame, given] = /^(.+:\d+):(\d+)$/.exec(before ?? '') ?? [];
  const isGoingOn = isAllOneFrame && beforeFrame === `${last.runId}:${last.frameIndex}`;
  return `${last.runId}:${last.frameIndex}:${rows.length - first + (isGoingOn ? Number(given) : 0)}`;
}
