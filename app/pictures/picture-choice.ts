import type { RawFilter } from '../../shared/questions.ts';
import type { TracksReader } from '../../shared/tracks.ts';

/** A picture that is to be made. */
export interface PictureChoice {
  readonly runId: string;
  readonly frameIndex: number;
  readonly ptsSeconds: number;
  /** What is cut out, where that is told; `null`: what is surest in the frame. */
  readonly subject: ChosenObject | null;
  /** The object that it is of, within its run. */
  readonly track: number | null;
  /** The stretch that it is of, in seconds. */
  readonly segment: readonly [from: number, to: number] | null;
}

/** A detection of which there may be several in a frame. */
export interface ChosenObject {
  readonly label: string;
  readonly confidence: number;
  readonly box: readonly [x1: number, y1: number, x2: number, y2: number];
}

export interface ChoiceOptions {
  /** As `query` takes it; for segments as `segments` does. `limit` is `most`. */
  readonly filter: RawFilter;
  /** What a picture is made for. */
  readonly per: 'frame' | 'segment' | 'track';
  /** Whether single objects are cut out: then a frame may give several pictures. */
  readonly isOfObjects: boolean;
  /** So many at most. */
  readonly most: number;
  /** Asked for with `per: 'track'`. */
  readonly tracks: TracksReader | null;
}
