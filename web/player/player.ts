import { messageOf } from '../message-of.ts';
import { boxesInWords } from './boxes.ts';
import type { Place } from './frame-places.ts';
import { IndexedPicture } from './indexed-picture.ts';
import { NativePicture } from './native-picture.ts';
import { Overlay } from './overlay.ts';
import { type Picture, PictureFault } from './picture.ts';
import type { PlayerEvents, Shown } from './player-parts.ts';

/**
 * A picture with boxes over it, which goes to frames and plays. It begins with the browser's own player, and goes on with frames from the service
 * where that cannot play the file or cannot go to a frame in it.
 */
export class Player {
  readonly element = document.createElement('div');
  readonly #shown: Shown;
  readonly #events: PlayerEvents;
  readonly #overlay: Overlay;
  #picture: Picture | null = null;
  #place: Place | null = null;
  #seconds: number | null = null;
  #wanted: Place | null = null;
  #going: Promise<void> | null = null;
  #isPlaying = false;
  #isClosed = false;

  constructor(shown: Shown, events: PlayerEvents) {
    this.#shown = shown;
    this.#events = events;
    this.element.className = 'player-picture';
    this.element.style.aspectRatio = `${shown.width} / ${shown.height}`;
    this.#overlay = new Overlay(shown.layers, shown);
    this.element.append(this.#overlay.element);
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  /** The frame that is shown; `null` where none is, or one of which nobody knows the index. */
  get place(): Place | null {
    return this.#place;
  }

  /** The time stamp of the frame that is shown. */
  get seconds(): number | null {
    return this.#seconds;
  }

  /** How fast it plays, as a share of how fast it was taken. */
  set rate(rate: number) {
    if (this.#picture) this.#picture.rate = rate;
  }

  /** The frame after or before the one that is shown at a time. */
  async neighbour(frames: 1 | -1, seconds: number): Promise<Place | null> {
    const { places } = this.#shown;
    const place = await places.at(seconds);
    return place && (frames > 0 ? places.next(place) : places.previous(place));
  }

  /** Opens the file, or what stands for it. */
  async open(): Promise<void> {
    const { places } = this.#shown;
    const first = await places.first();
    try {
      const beginSeconds = first?.frameIndex === 0 ? first.ptsSeconds : null;
      const picture = await NativePicture.open(this.element, await this.#shown.source(), beginSeconds);
      if (this.#isClosed) picture.close();
      else this.#use(picture);
    } catch (error) {
      if (!this.#isClosed) this.#useFrames(error);
    }
  }

  /** Goes to the frame that is shown at a time. */
  async goTo(seconds: number): Promise<void> {
    const place = await this.#shown.places.at(seconds);
    if (place) await this.go(place);
  }

  /** Goes so many frames on, or back. */
  async step(frames: 1 | -1): Promise<void> {
    const { places } = this.#shown;
    const from = this.#wanted ?? this.#place ?? (this.#seconds === null ? null : await places.at(this.#seconds));
    if (!from) return;
    const place = frames > 0 ? await places.next(from) : await places.previous(from);
    if (place) await this.go(place);
  }

  async goToEnd(which: 'first' | 'last'): Promise<void> {
    const place = await this.#shown.places[which]();
    if (place) await this.go(place);
  }

  /** Goes to a frame; of several that are asked for while one is on its way, to the last. */
  go(place: Place): Promise<void> {
    this.pause();
    this.#wanted = place;
    this.#going ??= this.#goOn();
    return this.#going;
  }

  async play(): Promise<void> {
    if (!this.#picture || this.#isPlaying) return;
    this.#setPlaying(true);
    await this.#picture.play().catch((error: unknown) => {
      this.#setPlaying(false);
      this.#useFrames(error);
    });
  }

  pause(): void {
    if (!this.#isPlaying) return;
    this.#picture?.pause();
    this.#setPlaying(false);
  }

  /** Draws boxes anew: other layers are shown. */
  draw(): void {
    this.#overlay.draw();
  }

  /** Shows labels, or hides them. @returns whether they are shown */
  switchLabels(): boolean {
    this.#overlay.hasLabels = !this.#overlay.hasLabels;
    this.draw();
    return this.#overlay.hasLabels;
  }

  /** What is drawn over the frame that is shown, in words. */
  async inWords(): Promise<string> {
    const seconds = this.#place?.ptsSeconds;
    const layer = this.#shown.layers.find(({ isShown }) => isShown);
    if (seconds === undefined || !layer) return '';
    const looked = await layer.lookedAt(seconds);
    return looked?.frameIndex === this.#place?.frameIndex ? boxesInWords(looked?.boxes ?? []) : 'not looked at';
  }

  close(): void {
    this.#isClosed = true;
    this.#picture?.close();
    this.#overlay.close();
    this.element.remove();
  }

  async #goOn(): Promise<void> {
    await null; // who began it has to know of it before it can end
    try {
      while (this.#wanted && this.#picture && !this.#isClosed) {
        const place = this.#wanted;
        await this.#show(place, this.#picture);
        if (this.#wanted === place) this.#wanted = null;
      }
    } finally {
      this.#wanted = null;
      this.#going = null;
    }
  }

  async #show(place: Place, picture: Picture): Promise<void> {
    const { layers, places } = this.#shown;
    const next = await places.next(place);
    // boxes are there when the frame is: none is ever seen over another
    await Promise.all(layers.filter(({ isShown }) => isShown).map((layer) => layer.lookedAt(place.ptsSeconds)));
    try {
      await picture.show(place, next);
    } catch (error) {
      if (this.#isClosed) return;
      await this.#useFrames(error).show(place, next);
    }
    if (!this.#isClosed) this.#tell(place.ptsSeconds, place);
  }

  #use(picture: Picture): void {
    this.#picture = picture;
    picture.onShown = (seconds) => this.#tell(seconds, this.#shown.places.known(seconds));
    picture.onEnded = () => this.#setPlaying(false);
  }

  #useFrames(reason: unknown): Picture {
    this.#picture?.close();
    const instead = reason instanceof PictureFault ? ' Frames come one by one from the service.' : '';
    this.#events.onFault(messageOf(reason) + instead);
    const { places, frame } = this.#shown;
    const picture = new IndexedPicture(this.#shown, places, frame, (error) => this.#events.onFault(messageOf(error)));
    this.element.prepend(picture.element);
    this.#use(picture);
    return picture;
  }

  #tell(seconds: number, place: Place | null): void {
    this.#place = place;
    this.#seconds = seconds;
    this.#overlay.show(seconds);
    this.#events.onShown(seconds, place);
  }

  #setPlaying(isPlaying: boolean): void {
    this.#isPlaying = isPlaying;
    this.#events.onPlaying(isPlaying);
  }
}
