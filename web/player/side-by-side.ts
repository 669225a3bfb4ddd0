import { element } from '../element.ts';
import type { PlayerPanel } from './player-panel.ts';

/** A player, and when its frames were taken. */
export interface ClockedPanel {
  readonly panel: PlayerPanel;
  /** What has to be added to times of the stream, in ms, to come to those of the clock. */
  readonly offsetMs: number;
}

const CORRECT_EVERY_MS = 250;
/** What the eye does not see between two pictures. */
const TOLERABLE_MS = 40;

/** Several videos at one moment of the clock: they go on together, frame by frame and while they play. */
export class SideBySide {
  readonly element: HTMLElement;
  readonly #panels: readonly ClockedPanel[];
  readonly #clock = element('span', { class: 'moment-clock' });
  readonly #onMoment: (ms: number) => void;
  #ms: number;
  #timer: ReturnType<typeof setInterval> | null = null;

  /** @param ms - the moment to begin at, since the epoch */
  constructor(panels: readonly ClockedPanel[], ms: number, onMoment: (ms: number) => void) {
    this.#panels = panels;
    this.#ms = ms;
    this.#onMoment = onMoment;
    const button = (text: string, work: () => Promise<void>) =>
      element('button', { type: 'button', onclick: () => void work() }, text);
    this.element = element(
      'section',
      { class: 'side-by-side', role: 'group', 'aria-label': 'Several videos at one moment' },
      element(
        'div',
        { class: 'player-bar', role: 'toolbar', 'aria-label': 'All videos' },
        button('−10 s', () => this.goTo(this.#ms - 10_000)),
        button('Frame before', () => this.step(-1)),
        button('Play all', () => this.play()),
        button('Pause all', () => this.pause()),
        button('Next frame', () => this.step(1)),
        button('+10 s', () => this.goTo(this.#ms + 10_000)),
        this.#clock,
      ),
      element('div', { class: 'side-by-side-grid' }, ...panels.map(({ panel }) => panel.element)),
    );
  }

  async open(): Promise<void> {
    await Promise.all(this.#panels.map(({ panel, offsetMs }) => panel.open((this.#ms - offsetMs) / 1000)));
    this.#tell();
  }

  /** Each shows the frame that it shows at a moment. */
  async goTo(ms: number): Promise<void> {
    await this.pause();
    this.#ms = ms;
    await Promise.all(this.#panels.map(({ panel, offsetMs }) => panel.goTo((ms - offsetMs) / 1000)));
    this.#tell();
  }

  /** Goes to the next moment at which one of them shows another frame, or back. */
  async step(frames: 1 | -1): Promise<void> {
    const moments = await Promise.all(
      this.#panels.map(async ({ panel, offsetMs }) => {
        const place = await panel.player.neighbour(frames, (this.#ms - offsetMs) / 1000);
        return place === null ? null : place.ptsSeconds * 1000 + offsetMs;
      }),
    );
    const known = moments.filter((ms) => ms !== null);
    if (known.length > 0) await this.goTo(frames > 0 ? Math.min(...known) : Math.max(...known));
  }

  async play(): Promise<void> {
    await Promise.all(this.#panels.map(({ panel }) => panel.player.play()));
    this.#timer ??= setInterval(() => this.#correct(), CORRECT_EVERY_MS);
  }

  async pause(): Promise<void> {
    if (this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
    for (const { panel } of this.#panels) panel.player.pause();
    this.#ms = this.#moments()[0] ?? this.#ms;
    this.#tell();
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    for (const { panel } of this.#panels) panel.close();
    this.element.remove();
  }

  #moments(): number[] {
    return this.#panels.flatMap(({ panel, offsetMs }) =>
      panel.player.seconds === null ? [] : [panel.player.seconds * 1000 + offsetMs],
    );
  }

  /** Who is ahead of the slowest plays slower until he is with him. */
  #correct(): void {
    const slowest = Math.min(...this.#moments());
    for (const { panel, offsetMs } of this.#panels) {
      const { player } = panel;
      if (!player.isPlaying || player.seconds === null) continue;
      const aheadMs = player.seconds * 1000 + offsetMs - slowest;
      player.rate = aheadMs > TOLERABLE_MS ? Math.max(0.5, 1 - aheadMs / 1000) : 1;
    }
    this.#ms = slowest;
    this.#tell();
    if (this.#panels.every(({ panel }) => !panel.player.isPlaying)) void this.pause();
  }

  #tell(): void {
    this.#clock.textContent = new Date(this.#ms).toISOString().replace('T', ' ').replace('Z', ' UTC');
    if (this.#timer === null) this.#onMoment(this.#ms);
  }
}
