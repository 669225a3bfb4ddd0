import type { FramePlaces, Place } from './frame-places.ts';
import type { Layer } from './layer.ts';

/** What a player shows. */
export interface Shown {
  /** As shown, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly places: FramePlaces;
  readonly layers: readonly Layer[];
  /** Where a browser finds the file; @throws what says why there is none */
  readonly source: () => Promise<string>;
  /** A frame as a picture; @throws likewise */
  readonly frame: (frameIndex: number) => Promise<Blob>;
}

/** What a player tells of itself. */
export interface PlayerEvents {
  /** Another frame is shown; `place` is `null` for one that was not looked at, and of which nobody knows the index. */
  readonly onShown: (ptsSeconds: number, place: Place | null) => void;
  readonly onPlaying: (isPlaying: boolean) => void;
  /** In words, for people: why the picture is not what it should be. */
  readonly onFault: (message: string) => void;
}
