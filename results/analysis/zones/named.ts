import type { Anchor } from '../../query/filter/zone.ts';
import type { Polygon, Segment } from './plane.ts';

/** A zone of a video, in its pixels. */
export interface NamedZone {
  readonly name: string;
  readonly polygon: Polygon;
  readonly anchor: Anchor;
}

/** A line of a video, in its pixels; what goes over it from its left-hand side to its right-hand side goes in. */
export interface NamedLine {
  readonly name: string;
  readonly segment: Segment;
  readonly anchor: Anchor;
  /** `null` where no scale is known. */
  readonly metersPerPixel: number | null;
}

/** What does not count as a change of sides. */
export interface Hysteresis {
  /** Being there for less long. */
  readonly settleSeconds: number;
  /** Being less far beyond, or before. */
  readonly marginPixels: number;
}
