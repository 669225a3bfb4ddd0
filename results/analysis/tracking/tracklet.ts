import type { BoundingBox } from '../../../shared/detection.ts';

/** A box and how sure the model was of it. */
export interface Sighting {
  /** In pixels of the frame as shown. */
  readonly box: BoundingBox;
  /** 0..1 */
  readonly confidence: number;
}

/** A sighting, and where among the frames that were looked at it is. */
export interface Observation extends Sighting {
  /** Place among the frames that were looked at, from 0. */
  readonly at: number;
  readonly ptsSeconds: number;
}

/** What was seen of one class in one frame; at least one sighting. */
export type ClassFrame = readonly Observation[];

/** Observations of one object, one a frame at most, in the order of time; at least one. */
export type Tracklet = readonly Observation[];

export function firstOf(tracklet: Tracklet): Observation {
  return tracklet[0]!;
}

export function lastOf(tracklet: Tracklet): Observation {
  return tracklet[tracklet.length - 1]!;
}
