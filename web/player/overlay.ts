import { shownBoxes } from './boxes.ts';
import { drawBoxes, drawTrails } from './draw-boxes.ts';
import type { Layer } from './layer.ts';

/** Seconds of the way of an object that are drawn behind it. */
const TRAIL_SECONDS = 2;

/** The canvas over a picture; boxes are drawn anew whenever another frame is shown or the picture has another size. */
export class Overlay {
  readonly element = document.createElement('canvas');
  hasLabels = true;
  readonly #layers: readonly Layer[];
  readonly #size: { readonly width: number; readonly height: number };
  readonly #observer: ResizeObserver;
  #seconds: number | null = null;

  /** @param size - of the video as shown, in its pixels */
  constructor(layers: readonly Layer[], size: { readonly width: number; readonly height: number }) {
    this.#layers = layers;
    this.#size = size;
    this.element.className = 'player-overlay';
    this.element.setAttribute('aria-hidden', 'true');
    this.#observer = new ResizeObserver(() => this.draw());
    this.#observer.observe(this.element);
  }

  /** Draws what is known of the frame of a time; @param seconds - `null`: nothing */
  show(seconds: number | null): void {
    this.#seconds = seconds;
    this.draw();
  }

  draw(): void {
    const shown = { width: this.element.clientWidth, height: this.element.clientHeight };
    const ratio = globalThis.devicePixelRatio || 1;
    const [width, height] = [Math.round(shown.width * ratio), Math.round(shown.height * ratio)];
    if (this.element.width !== width || this.element.height !== height) Object.assign(this.element, { width, height });
    const context = this.element.getContext('2d')!;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, shown.width, shown.height);
    const seconds = this.#seconds;
    if (seconds === null) return;
    for (const layer of this.#layers.filter(({ isShown }) => isShown)) {
      const boxes = shownBoxes(layer.known(seconds), seconds);
      const settings = { hasLabels: this.hasLabels, isDashed: layer.isDashed };
      if (boxes) drawBoxes(context, shown, boxes, settings);
      if (layer.hasTrails) drawTrails(context, shown, this.#size, layer.trails(seconds, TRAIL_SECONDS));
    }
  }

  close(): void {
    this.#observer.disconnect();
    this.element.remove();
  }
}
