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
    this.#isPlaying = false;
    await this.#draw(place);
  }

  async play(): Promise<void> {
    if (this.#isPlaying || this.#place === null) return;
    this.#isPlaying = true;
    const [began, from] = [performance.now(), this.#place.ptsSeconds];
    void this.#playFrom(began, from).catch((error: unknown) => {
      this.#isPlaying = false;
      this.#onFault(error);
    });
  }

  pause(): void {
    this.#isPlaying = false;
  }

  close(): void {
    this.#isPlaying = false;
    this.element.remove();
  }

  /** Shows each frame when its time has come; those whose time has passed meanwhile are left out. */
  async #playFrom(began: number, from: number): Promise<void> {
    for (;;) {
      const next = this.#place && (await this.#places.next(this.#place));
      if (!this.#isPlaying) return;
      if (!next) break;
      const elapsed = () => (performance.now() - began) / 1000;
      const due = await this.#places.at(from + elapsed());
      const place = due && due.ptsSeconds > next.ptsSeconds ? due : next;
      await new Promise((resolve) => setTimeout(resolve, (place.ptsSeconds - from - elapsed()) * 1000));
      if (!this.#isPlaying) return;
      await this.#draw(place);
    }
    this.#isPlaying = false;
    this.onEnded();
  }

  async #draw(place: Place): Promise<void> {
    const picture = await this.#load(place.frameIndex)
      .then((blob) => createImageBitmap(blob))
      .catch((error: unknown) => {
        this.#onFault(error);
        return null;
      });
    const context = this.element.getContext('2d')!;
    const { width, height } = this.element;
    if (picture) context.drawImage(picture, 0, 0, width, height);
    else context.clearRect(0, 0, width, height);
    picture?.close();
    this.#place = place;
    this.onShown(place.ptsSeconds);
  }
}
