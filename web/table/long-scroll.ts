/** Browsers draw nothing further down. */
const MOST_PX = 8_000_000;
/** Who scrolls further at once drags the bar, or jumps. */
const FINE_PX = 2000;

/**
 * Scrolls a list that is longer than any element may be. Short ways are as long as they look; long ones lead to the same share of the list.
 */
export class LongScroll {
  readonly #element: HTMLElement;
  #length = 0;
  #offset = 0;
  #lastTop = 0;

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  /** How tall what is scrolled has to be. @param length - of the list, in pixels */
  setLength(length: number): number {
    this.#length = length;
    return Math.min(length, MOST_PX);
  }

  /** What of the list is seen at the upper edge, in pixels. */
  get offset(): number {
    return this.#offset;
  }

  /** What leads from a place in the list to one in the element. */
  get shift(): number {
    return this.#lastTop - this.#offset;
  }

  /** Takes what the element was scrolled to. */
  scrolled(): void {
    const top = this.#element.scrollTop;
    const way = top - this.#lastTop;
    if (way === 0) return; // it was put there by us
    this.#lastTop = top;
    if (this.#length <= MOST_PX) this.#offset = top;
    else if (Math.abs(way) <= FINE_PX && top > 0 && top < this.#reach) this.#offset += way;
    else this.#offset = (top / this.#reach) * this.#furthest;
    this.#offset = Math.min(Math.max(this.#offset, 0), this.#furthest);
  }

  /** Puts the bar where it belongs, once nobody scrolls. */
  settle(): void {
    if (this.#length <= MOST_PX || this.#furthest === 0) return;
    const top = Math.round((this.#offset / this.#furthest) * this.#reach);
    if (Math.abs(top - this.#element.scrollTop) < 1) return;
    this.#lastTop = top;
    this.#element.scrollTop = top;
    this.#lastTop = this.#element.scrollTop;
  }

  /** Scrolls to a place in the list. */
  goTo(offset: number): void {
    this.#offset = Math.min(Math.max(offset, 0), this.#furthest);
    const top = this.#length <= MOST_PX ? this.#offset : (this.#offset / this.#furthest) * this.#reach;
    this.#element.scrollTop = top;
    this.#lastTop = this.#element.scrollTop;
  }

  get #reach(): number {
    return Math.max(1, Math.min(this.#length, MOST_PX) - this.#element.clientHeight);
  }

  get #furthest(): number {
    return Math.max(0, this.#length - this.#element.clientHeight);
  }
}
