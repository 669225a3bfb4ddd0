import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import { element } from './element.ts';

export interface VirtualListOptions {
  readonly rowPx: number;
  /** What the list is called. */
  readonly label: string;
  readonly render: (index: number) => HTMLElement;
}

/** A list of which only those rows are there that are seen. */
export class VirtualList {
  readonly element: HTMLElement;
  readonly #rows = element('ul', { class: 'virtual-rows' });
  readonly #options: VirtualListOptions;
  readonly #virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  readonly #end: () => void;
  #count = 0;

  constructor(options: VirtualListOptions) {
    this.#options = options;
    this.element = element(
      'div',
      { class: 'virtual-list', tabindex: '0', role: 'group', 'aria-label': options.label },
      this.#rows,
    );
    this.#virtualizer = new Virtualizer(this.#settings());
    this.#end = this.#virtualizer._didMount();
    this.#virtualizer._willUpdate();
  }

  /** How many rows there are; all of them are drawn anew. */
  setCount(count: number): void {
    this.#count = count;
    this.#virtualizer.setOptions(this.#settings());
    this.#virtualizer._willUpdate();
    this.#virtualizer.measure();
    this.#draw();
  }

  close(): void {
    this.#end();
  }

  #settings() {
    return {
      ...{ count: this.#count, overscan: 6, estimateSize: () => this.#options.rowPx },
      getScrollElement: () => this.element,
      ...{ observeElementRect, observeElementOffset, scrollToFn: elementScroll },
      onChange: () => this.#draw(),
    };
  }

  #draw(): void {
    const hadFocus = document.activeElement;
    const index = hadFocus?.closest<HTMLElement>('[data-index]')?.dataset.index;
    const place =
      index === undefined ? -1 : [...focusable(hadFocus!.closest('[data-index]')!)].indexOf(hadFocus as HTMLElement);
    this.#rows.style.height = `${this.#virtualizer.getTotalSize()}px`;
    const rows = this.#virtualizer.getVirtualItems().map((item) => {
      const row = element(
        'li',
        { 'data-index': item.index, 'aria-setsize': this.#count, 'aria-posinset': item.index + 1 },
        this.#options.render(item.index),
      );
      row.style.transform = `translateY(${item.start}px)`;
      row.style.height = `${item.size}px`;
      return row;
    });
    this.#rows.replaceChildren(...rows);
    if (place < 0) return;
    const again = this.#rows.querySelector(`[data-index="${index}"]`);
    if (again) [...focusable(again)][place]?.focus({ preventScroll: true });
  }
}

function focusable(row: Element): NodeListOf<HTMLElement> {
  return row.querySelectorAll<HTMLElement>('button, input, select, a[href]');
}
