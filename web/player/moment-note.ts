import type { Note } from '../../shared/notes.ts';
import { element } from '../element.ts';
import { messageOf } from '../message-of.ts';
import { streamText } from '../text.ts';
import type { Place } from './frame-places.ts';

/** Stars and notes of one video. */
export interface NotesAccess {
  read(): Promise<readonly Note[]>;
  put(frameIndex: number, note: Pick<Note, 'ptsSeconds' | 'starred' | 'text'>): Promise<Note>;
  remove(frameIndex: number): Promise<void>;
}

/** A star and a note on the frame that is shown, and those of the video to go to. */
export class MomentNote {
  readonly element: HTMLElement;
  readonly #access: NotesAccess;
  readonly #onGo: (place: Place) => void;
  readonly #star: HTMLButtonElement;
  readonly #text: HTMLTextAreaElement;
  readonly #said = element('span', { role: 'status' });
  readonly #list = element('ul', { class: 'note-list' });
  #notes: readonly Note[] | null = null;
  #place: Place | null = null;

  constructor(access: NotesAccess, onGo: (place: Place) => void) {
    this.#access = access;
    this.#onGo = onGo;
    this.#star = element(
      'button',
      {
        type: 'button',
        class: 'note-star',
        'aria-pressed': 'false',
        title: 'Star (S)',
        onclick: () => void this.toggleStar(),
      },
      '☆ Star',
    );
    this.#text = element('textarea', { rows: 2, maxlength: 4000, 'aria-label': 'Note on this frame (M)' });
    const save = element('button', { type: 'submit' }, 'Save note');
    const submit = (event: Event): void => {
      event.preventDefault();
      void this.#put({ starred: this.#isStarred, text: this.#text.value.trim() });
    };
    this.element = element(
      'section',
      { class: 'notes', role: 'group', 'aria-label': 'Stars and notes' },
      element('form', { class: 'note-form', onsubmit: submit }, this.#star, this.#text, save, this.#said),
      this.#list,
    );
  }

  /** Shows what is said of a frame. */
  async show(place: Place): Promise<void> {
    this.#place = place;
    this.#notes ??= await this.#access.read();
    const note = this.#noteHere();
    this.#setStar(note?.starred ?? false);
    if (document.activeElement !== this.#text) this.#text.value = note?.text ?? '';
    this.#said.textContent = '';
    this.#drawList();
  }

  async toggleStar(): Promise<void> {
    await this.#put({ starred: !this.#isStarred, text: this.#noteHere()?.text ?? '' });
  }

  focus(): void {
    this.#text.focus();
  }

  get #isStarred(): boolean {
    return this.#star.getAttribute('aria-pressed') === 'true';
  }

  #noteHere(): Note | undefined {
    return this.#notes?.find(({ frameIndex }) => frameIndex === this.#place?.frameIndex);
  }

  async #put(said: Pick<Note, 'starred' | 'text'>): Promise<void> {
    const place = this.#place;
    if (!place) return;
    try {
      const isEmpty = !said.starred && said.text === '';
      if (isEmpty) await this.#access.remove(place.frameIndex);
      else await this.#access.put(place.frameIndex, { ...said, ptsSeconds: place.ptsSeconds });
      this.#notes = await this.#access.read();
      this.#setStar(this.#noteHere()?.starred ?? false); // another frame may be shown by now
      this.#said.textContent = isEmpty ? 'Taken away.' : 'Saved.';
      this.#drawList();
    } catch (error) {
      this.#said.textContent = messageOf(error);
    }
  }

  #setStar(isStarred: boolean): void {
    this.#star.setAttribute('aria-pressed', String(isStarred));
    this.#star.textContent = isStarred ? '★ Starred' : '☆ Star';
  }

  #drawList(): void {
    const items = (this.#notes ?? []).map(({ frameIndex, ptsSeconds, starred, text }) => {
      const go = (): void => this.#onGo({ frameIndex, ptsSeconds });
      const name = `${starred ? '★ ' : ''}${streamText(ptsSeconds)}`;
      return element('li', {}, element('button', { type: 'button', onclick: go }, name), text === '' ? '' : ` ${text}`);
    });
    this.#list.replaceChildren(...items);
  }
}
