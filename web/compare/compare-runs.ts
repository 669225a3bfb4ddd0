import type { DetectionRow } from '../../shared/questions.ts';
import type { Api } from '../api.ts';
import { element } from '../element.ts';
import { messageOf } from '../message-of.ts';
import { streamText } from '../text.ts';
import { type Compared, countsOfBoth, onlyIn } from './differences.ts';

/** What a comparison tells. */
export interface CompareEvents {
  /** A difference is to be looked at. */
  readonly onGo: (ptsSeconds: number) => void;
}

/** What only one of them found, as far as it is there yet. */
interface DifferenceList {
  readonly element: HTMLElement;
  readonly load: () => Promise<void>;
}

/** Two runs over one video: how often each found what, and what only one of them found. */
export class CompareRuns {
  readonly element: HTMLElement;
  readonly #api: Api;
  readonly #compared: Compared;
  readonly #events: CompareEvents;
  readonly #counts = element('tbody');
  readonly #lists: readonly DifferenceList[];
  readonly #said = element('p', { role: 'status' });

  constructor(api: Api, compared: Compared, events: CompareEvents) {
    this.#api = api;
    this.#compared = compared;
    this.#events = events;
    const { one, other } = compared;
    const head = (text: string) => element('th', { scope: 'col' }, text);
    this.#lists = [compared, { ...compared, one: other, other: one }].map((way) => this.#list(way));
    this.element = element(
      'section',
      { class: 'compare', role: 'group', 'aria-label': 'Two runs compared' },
      element(
        'table',
        {},
        element('caption', {}, 'Detections of each label'),
        element('thead', {}, element('tr', {}, head('label'), head(one), head(other), head('difference'))),
        this.#counts,
      ),
      this.#said,
      element('div', { class: 'compare-lists' }, ...this.#lists.map(({ element }) => element)),
    );
  }

  /** Asks for the counts, and for the begin of both lists. */
  async open(): Promise<void> {
    try {
      const counts = await countsOfBoth(this.#api, this.#compared);
      const rows = counts.map(({ label, one, other }) => {
        const cells = [one, other, other - one].map((count) => element('td', {}, String(count)));
        return element('tr', {}, element('th', { scope: 'row' }, label), ...cells);
      });
      this.#counts.replaceChildren(...rows);
      await Promise.all(this.#lists.map(({ load }) => load()));
    } catch (error) {
      this.#tell(error);
    }
  }

  /** What only one of them found, page by page. */
  #list(way: Compared): DifferenceList {
    const title = `Only in ${way.one}`;
    const items = element('ol', { 'aria-label': title });
    const count = element('span', { role: 'status' });
    let cursor: string | null = null;
    const load = async (): Promise<void> => {
      more.disabled = true;
      try {
        const { rows, next } = await onlyIn(this.#api, way, cursor);
        items.append(...rows.map((row) => this.#item(row)));
        cursor = next;
        more.hidden = next === null;
        count.textContent = ` ${items.childElementCount}${next === null ? '' : ' and more'}`;
      } catch (error) {
        this.#tell(error);
      }
      more.disabled = false;
    };
    const more = element('button', { type: 'button', onclick: () => void load() }, 'More');
    return { element: element('div', { class: 'compare-list' }, element('h3', {}, title, count), items, more), load };
  }

  #item({ ptsSeconds, frameIndex, label, confidence }: DetectionRow): HTMLLIElement {
    const words = `${streamText(ptsSeconds)} · frame ${frameIndex} · ${label} ${Math.round(confidence * 100)} %`;
    return element(
      'li',
      {},
      element('button', { type: 'button', onclick: () => this.#events.onGo(ptsSeconds) }, words),
    );
  }

  #tell(error: unknown): void {
    this.#said.textContent = messageOf(error);
  }
}
