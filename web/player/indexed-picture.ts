import type { FramePlaces, Place } from './frame-places.ts';
import type { Picture } from './picture.ts';

/**
 * Frames as pictures from the service, one by one, for files that the browser cannot play. Where the service cannot give them either, the ground
 * stays empty: boxes can be looked at without.
 */
export class IndexedPicture implements Picture {
  readonly element = document.createElement('canvas');
  onShown: (ptsSeconds: number) => void = () => undefined;
  onEnded: () => void = () => undefined;
  /** It goes by the clock already. */
  rate = 1;
  readonly #load: (frameIndex: number) => Promise<Blob>;
  readonly #places: FramePlaces;
  readonly #onFault: (error: unknown) => void;
  #place: Place | null = null;
  /** How often it was stopped: what was begun before goes on no more. */
  #stops = 0;
  #isPlaying = false;

  /**
   * @param size - of the video
   * @param load - the picture of a frame
   * @param onFault - called when a picture cannot be had
   */
  constructor(
    { width, height }: { readonly width: number; readonly height: number },
    places: FramePlaces,
    load: (frameIndex: number) => Promise<Blob>,
    onFault: (error: unknown) => void,
  ) {
    Object.assign(this.element, { width, height });
    this.#places = places;
    this.#load = load;
    this.#onFault = onFault;
  }

  async show(place: Place): Promise<void> {
    this.pause();
    await this.#draw(place, () => true);
  }

  async play(): Promise<void> {
    if (this.#isPlaying || this.#place === null) return;
    this.#isPlaying = true;
    const [from, stops] = [this.#place.ptsSeconds, this.#stops];
    const isOn = () => stops === this.#stops;
    void this.#playFrom(from, isOn).catch((error: unknown) => {
      if (isOn()) this.#isPlaying = false;
      this.#onFault(error);
    });
  }

  pause(): void {
    this.#stops++;
    this.#isPlaying = false;
  }

  close(): void {
    this.onShown = () => undefined;
    this.pause();
    this.element.remove();
  }

  /** Shows each frame when its time has come; those whose time has passed meanwhile are left out. */
  async #playFrom(from: number, isOn: () => boolean): Promise<void> {
    const began = performance.now();
    for (;;) {
      const next = this.#place && (await this.#places.next(this.#place));
      if (!isOn()) return;
      if (!next) break;
      const elapsed = () => (performance.now() - began) / 1000;
      const due = await this.#places.at(from + elapsed());
      const place = due && due.ptsSeconds > next.ptsSeconds ? due : next;
      await new Promise((resolve) => setTimeout(resolve, (place.ptsSeconds - from - elapsed()) * 1000));
      if (!isOn()) return;
      await this.#draw(place, isOn);
    }
    this.#isPlaying = false;
    this.onEnded();
  }

  /** @param isWanted - whether it still is, once the picture is there */
  async #draw(place: Place, isWanted: () => boolean): Promise<void> {
    const picture = await this.#load(place.frameIndex)
      .then((blob) => createImageBitmap(blob))
      .catch((error: unknown) => {
        this.#onFault(error);
        return null;
      });
    if (!isWanted()) {
      picture?.close();
      return;
    }
    const context = this.element.getContext('2d')!;
    const { width, height } = this.element;
    if (picture) context.drawImage(picture, 0, 0, width, height);
    else context.clearRect(0, 0, width, height);
    picture?.close();
    this.#place = place;
    this.onShown(place.ptsSeconds);
  }
}
