import { element } from '../element.ts';
import { messageOf } from '../message-of.ts';
import { streamText } from '../text.ts';
import type { Place } from './frame-places.ts';
import type { Layer } from './layer.ts';
import { MomentNote, type NotesAccess } from './moment-note.ts';
import { Player } from './player.ts';
import { actionOf, type PlayerAction } from './player-keys.ts';
import type { Shown } from './player-parts.ts';
import type { Extent } from './time-window.ts';

/** A jump of a key. */
const JUMP_SECONDS = 10;

export interface PanelSettings extends Shown {
  readonly name: string;
  readonly extent: Extent;
  /** Stars and notes; `null` where there are none to be shown. */
  readonly notes: NotesAccess | null;
  /** Called when a frame is gone to, so that a link can lead there. */
  readonly onMoment: (place: Place) => void;
}

/** A player with its controls: all of them buttons, all of them keys. */
export class PlayerPanel {
  readonly element: HTMLElement;
  readonly player: Player;
  readonly #settings: PanelSettings;
  readonly #note: MomentNote | null;
  readonly #slider: HTMLInputElement;
  readonly #where = element('span', { class: 'player-where' });
  readonly #what = element('p', { class: 'player-what', role: 'status' });
  readonly #fault = element('p', { class: 'player-fault', role: 'status', hidden: true });
  readonly #playButton: HTMLButtonElement;
  readonly #labels: HTMLButtonElement;
  readonly #toggles = new Map<Layer, HTMLButtonElement>();

  constructor(settings: PanelSettings) {
    this.#settings = settings;
    const { extent, layers, notes, name } = settings;
    this.player = new Player(settings, {
      onShown: (seconds, place) => this.#onShown(seconds, place),
      onPlaying: (isPlaying) => this.#onPlaying(isPlaying),
      onFault: (message) => this.#onFault(message),
    });
    this.#note = notes && new MomentNote(notes, (place) => void this.#run(this.player.go(place)));
    this.#playButton = this.#button('play', 'Play', 'Space');
    this.#labels = this.#button('labels', 'Labels', 'N');
    this.#labels.setAttribute('aria-pressed', 'true');
    this.#slider = element('input', {
      ...{ type: 'range', min: extent.first, max: extent.last, step: 'any', 'aria-label': 'Time' },
      oninput: () => void this.goTo(Number(this.#slider.value)),
    });
    const [boxes] = layers;
    for (const layer of layers) this.#toggles.set(layer, this.#layerButton(layer, layer === boxes ? 'B' : 'T'));
    this.element = element(
      'section',
      {
        class: 'player',
        role: 'group',
        'aria-label': `Player: ${name}`,
        tabindex: 0,
        onkeydown: (event: KeyboardEvent) => this.#onKey(event),
      },
      this.player.element,
      this.#fault,
      this.#slider,
      element(
        'div',
        { class: 'player-bar', role: 'toolbar', 'aria-label': 'Player' },
        this.#button('first', '|◀', 'First frame (Home)'),
        this.#button('earlier', '−10 s', 'J'),
        this.#button('previous', '◀', 'Frame before (←)'),
        this.#playButton,
        this.#button('next', '▶', 'Next frame (→)'),
        this.#button('later', '+10 s', 'L'),
        this.#button('last', '▶|', 'Last frame (End)'),
        ...this.#toggles.values(),
        this.#labels,
        this.#where,
      ),
      this.#what,
      ...(this.#note ? [this.#note.element] : []),
    );
  }

  /** @param seconds - where to begin; `null`: at the first frame */
  open(seconds: number | null): Promise<void> {
    const open = async (): Promise<void> => {
      await this.player.open();
      await (seconds === null ? this.player.goToEnd('first') : this.player.goTo(seconds));
    };
    return this.#run(open());
  }

  /** Goes to the frame that is shown at a time; what keeps it from that is told. */
  goTo(seconds: number): Promise<void> {
    return this.#run(this.player.goTo(seconds));
  }

  close(): void {
    this.player.close();
    this.element.remove();
  }

  #button(action: PlayerAction, text: string, help: string): HTMLButtonElement {
    const label = /\w/.test(text) ? {} : { 'aria-label': help };
    return element('button', { type: 'button', title: help, ...label, onclick: () => void this.#do(action) }, text);
  }

  #layerButton(layer: Layer, key: string): HTMLButtonElement {
    const toggle = (): void => void this.#toggle(layer);
    const attributes = { type: 'button', 'aria-pressed': String(layer.isShown), title: `${layer.name} (${key})` };
    return element('button', { ...attributes, onclick: toggle }, layer.name);
  }

  #onKey(event: KeyboardEvent): void {
    const action = actionOf(event);
    if (action === null) return;
    event.preventDefault();
    void this.#do(action);
  }

  async #do(action: PlayerAction): Promise<void> {
    const { player } = this;
    const seconds = Number(this.#slider.value);
    const [boxes, ...others] = this.#settings.layers;
    const actions: Readonly<Record<PlayerAction, () => unknown>> = {
      play: () => (player.isPlaying ? player.pause() : player.play()),
      next: () => player.step(1),
      previous: () => player.step(-1),
      later: () => player.goTo(Math.min(seconds + JUMP_SECONDS, this.#settings.extent.last)),
      earlier: () => player.goTo(Math.max(seconds - JUMP_SECONDS, this.#settings.extent.first)),
      first: () => player.goToEnd('first'),
      last: () => player.goToEnd('last'),
      boxes: () => boxes && this.#toggle(boxes),
      tracks: async () => {
        for (const layer of others) await this.#toggle(layer);
      },
      labels: () => this.#labels.setAttribute('aria-pressed', String(player.switchLabels())),
      star: () => this.#note?.toggleStar(),
      note: () => this.#note?.focus(),
    };
    await this.#run(Promise.resolve(actions[action]()));
  }

  async #toggle(layer: Layer): Promise<void> {
    layer.isShown = !layer.isShown;
    this.#toggles.get(layer)!.setAttribute('aria-pressed', String(layer.isShown));
    if (layer.isShown && this.player.place) await layer.lookedAt(this.player.place.ptsSeconds);
    this.player.draw();
  }

  async #run(work: Promise<unknown>): Promise<void> {
    await work.catch((error: unknown) => this.#onFault(messageOf(error)));
  }

  #onShown(seconds: number, place: Place | null): void {
    const time = streamText(seconds);
    this.#slider.value = String(seconds);
    this.#slider.setAttribute('aria-valuetext', time);
    this.#where.textContent = place ? `${time} · frame ${place.frameIndex}` : time;
    if (this.player.isPlaying || !place) return;
    this.#settings.onMoment(place);
    void this.#run(this.#tellWhat(place));
  }

  async #tellWhat(place: Place): Promise<void> {
    const words = await this.player.inWords();
    if (this.player.place?.frameIndex !== place.frameIndex) return;
    this.#what.textContent = `Frame ${place.frameIndex}: ${words}`;
    await this.#note?.show(place);
  }

  #onPlaying(isPlaying: boolean): void {
    this.#playButton.textContent = isPlaying ? 'Pause' : 'Play';
    if (!isPlaying && this.player.place) this.#onShown(this.player.place.ptsSeconds, this.player.place);
  }

  #onFault(message: string): void {
    this.#fault.hidden = false;
    this.#fault.textContent = message;
  }
}
