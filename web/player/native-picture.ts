import type { Place } from './frame-places.ts';
import { type Picture, PictureFault } from './picture.ts';

const OPENING = { withinMs: 10_000, fault: 'This browser cannot play the file.' } as const;
const SEEKING = { withinMs: 5_000, fault: 'This browser cannot go to each frame of the file.' } as const;
/** Behind the beginning of a frame, so that no rounding leads to the one before. */
const INTO_FRAME_SECONDS = 0.02;

/**
 * The browser's own player, where it can play the file. Which frame it shows is told by the time stamp that it gives for it; a clock
 * multiplied by a rate would be wrong wherever frames come unevenly.
 */
export class NativePicture implements Picture {
  readonly element: HTMLVideoElement;
  onShown: (ptsSeconds: number) => void = () => undefined;
  onEnded: () => void = () => undefined;
  /** What has to be added to the browser's times: it may count from the first frame on, whose own stamp need not be 0. */
  #offset = 0;
  #shown: number | null = null;

  private constructor(element: HTMLVideoElement) {
    this.element = element;
  }

  /**
   * @param parent - what it is put into: it shows nothing before
   * @param beginSeconds - time stamp of the first frame of the file; `null` where nobody knows: the browser's times are taken for the stream's
   * @throws {PictureFault} where the browser cannot play it
   */
  static async open(parent: HTMLElement, address: string, beginSeconds: number | null): Promise<NativePicture> {
    const element = document.createElement('video');
    if (!('requestVideoFrameCallback' in element)) {
      throw new PictureFault('This browser does not say which frame it shows.');
    }
    Object.assign(element, { muted: true, playsInline: true, preload: 'auto', disablePictureInPicture: true });
    element.tabIndex = -1;
    const picture = new NativePicture(element);
    parent.prepend(element);
    const begin = nextFrame(element, OPENING, () => true);
    element.src = address;
    try {
      const mediaTime = await begin;
      picture.#offset = beginSeconds === null ? 0 : beginSeconds - mediaTime;
      picture.#shown = mediaTime + picture.#offset;
    } catch (error) {
      picture.close();
      throw error;
    }
    picture.#watch();
    element.addEventListener('ended', () => picture.onEnded());
    return picture;
  }

  async show({ ptsSeconds }: Place, next: Place | null): Promise<void> {
    this.element.pause();
    const gap = next === null ? 2 * INTO_FRAME_SECONDS : next.ptsSeconds - ptsSeconds;
    const isIt = (mediaTime: number) => Math.abs(mediaTime + this.#offset - ptsSeconds) < Math.max(gap / 2, 1e-4);
    if (this.#shown !== null && isIt(this.#shown - this.#offset)) return;
    const shown = nextFrame(this.element, SEEKING, isIt);
    this.element.currentTime = Math.max(0, ptsSeconds - this.#offset + Math.min(gap / 2, INTO_FRAME_SECONDS));
    this.#shown = (await shown) + this.#offset;
  }

  get rate(): number {
    return this.element.playbackRate;
  }

  set rate(rate: number) {
    this.element.playbackRate = rate;
  }

  async play(): Promise<void> {
    await this.element.play().catch((error: unknown) => {
      const isPaused = error instanceof DOMException && error.name === 'AbortError';
      if (!isPaused) throw error;
    });
  }

  pause(): void {
    this.element.pause();
  }

  close(): void {
    this.onShown = () => undefined;
    this.element.pause();
    this.element.removeAttribute('src');
    this.element.load();
    this.element.remove();
  }

  #watch(): void {
    this.element.requestVideoFrameCallback((_now, { mediaTime }) => {
      this.#shown = mediaTime + this.#offset;
      this.onShown(this.#shown);
      if (this.element.hasAttribute('src')) this.#watch();
    });
  }
}

/**
 * The time that the browser gives for the first frame that comes to the screen and is one that is waited for.
 *
 * @throws {PictureFault} where none comes in time, or the file cannot be played
 */
function nextFrame(
  element: HTMLVideoElement,
  { withinMs, fault }: { readonly withinMs: number; readonly fault: string },
  isIt: (mediaTime: number) => boolean,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let call = 0;
    const settle = (): void => {
      clearTimeout(timer);
      element.cancelVideoFrameCallback(call);
      element.removeEventListener('error', fail);
    };
    const fail = (): void => {
      settle();
      reject(new PictureFault(fault));
    };
    const timer = setTimeout(fail, withinMs);
    const wait = (): void => {
      call = element.requestVideoFrameCallback((_now, { mediaTime }) => {
        if (!isIt(mediaTime)) {
          wait();
          return;
        }
        settle();
        resolve(mediaTime);
      });
    };
    element.addEventListener('error', fail);
    wait();
  });
}
