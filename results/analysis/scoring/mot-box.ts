import type { BoundingBox } from '../../../shared/detection.ts';

/** A row of a MOTChallenge file. */
export interface MotBox {
  /** From 1. */
  readonly frame: number;
  /** `null` in files of detections, which know no objects. */
  readonly trackId: number | null;
  /** Float, origin top left: the first pixel of the file, 1, is 0 here. */
  readonly box: BoundingBox;
  /** As it stands in the file: of truth 0 where the box does not count, of detections how sure they are. */
  readonly confidence: number;
  /** From 1; `null` where the file tells none. */
  readonly classNumber: number | null;
}
